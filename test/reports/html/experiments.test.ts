import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chartsOf, pageOf, type Result } from "../../../reports/html/index.js";
import { answerWords } from "../../../reports/optimization/words.js";
import { pageScript } from "../../../sim/experiments/package-assets.js";
import { Laboratory, optimize, read, sensitivity, sizeCanary } from "../../../sim/library/index.js";
import type { OptimizationOutcome } from "../../../sim/outcome/optimized.js";
import { InProcess } from "../../experiments/in-process.js";
import { chromiumPath, lookThrough, openBrowser, overlappingLabels, watch } from "../../support/browser.js";

const hostile = `</script><img src=x onerror="document.title='taken'">`;
const shop = read(`
about: ${JSON.stringify(hostile)}
region: us-east-1
clock: { duration: 9m, warmup: 1m, represents: 24h per day }
demand: [ { name: load, to: web, curve: 10/s, request: { steps: [ { wait: { kind: lognormal, mean: 100ms, p99: 300ms } } ] } } ]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    desired: 2
    capacity: { FARGATE: { base: 1, weight: 1 }, FARGATE_SPOT: { weight: 1 } }
    scaling: []
    launch: { faster: 10 }
objectives: [ web p99 <= 310ms ]
`);
const laboratory = () => new Laboratory(new InProcess(), null);

/** Each experiment, and how many charts its page shows at least. */
const results: Record<string, { readonly result: Result; readonly charts: number }> = {};
const names = ["canary", "optimization", "sensitivity"];
const folder = mkdtempSync(join(tmpdir(), "fleetcast-experiments-"));
const fileOf = (name: string) => join(folder, `${name}.html`);
/** Where CI keeps what people look at. */
const shots = process.env.SCREENSHOTS;

beforeAll(async () => {
  const steps = [{ share: 0.5, minutes: 2 }];
  const vary = { "services.web.desired": [2, 3], "services.web.task.memory": ["2 GB", "4 GB"] };
  results.canary = { result: await sizeCanary(shop, { steps, replications: 2, laboratory: laboratory() }), charts: 7 };
  results.optimization = {
    result: await optimize(shop, { vary, budget: 16, replications: 5, laboratory: laboratory() }),
    charts: 2,
  };
  results.sensitivity = { result: await sensitivity(shop, { replications: 2, laboratory: laboratory() }), charts: 1 };
  for (const name of names) writeFileSync(fileOf(name), pageOf(results[name].result, [], pageScript()));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a search without a target says so, where it would else claim that targets hold", () => {
  const found = results.optimization.result as OptimizationOutcome;
  const best = found.candidates[0];
  const alerts = found.objectives.map((objective) => ({ ...objective, severity: "alert" as const }));
  expect(answerWords({ ...found, best })).toMatch(/it holds every target, and none that does costs 1 % less\./);
  expect(answerWords({ ...found, best, objectives: alerts })).toMatch(/none costs 1 % less\. .*No target is stated/);
});

test.each(names)("%s: every chart says in words what it shows", (name) => {
  const charts = chartsOf(results[name].result, []);
  expect(charts.length).toBeGreaterThanOrEqual(results[name].charts);
  for (const { title, about } of charts) expect([title, about.length > 10]).toEqual([title, true]);
});

describe.skipIf(chromiumPath === undefined)("in Chromium (skipped where there is none)", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  const views = [
    [1280, "dark"],
    [390, "light"],
  ] as const;
  test.each(names.flatMap((name) => views.map(([width, scheme]) => ({ name, width, scheme }))))(
    "$name, $width pixels wide and $scheme: nothing complains, nothing overflows, every chart is drawn",
    async ({ name, width, scheme }) => {
      const { page, complaints } = await watch(browser, fileOf(name), { width, scheme });
      await lookThrough(page);
      expect(complaints).toEqual([]);
      expect(await page.title()).not.toBe("taken");
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
      expect(await overlappingLabels(page)).toEqual([]);
      const charts = await page.locator("[data-chart]").all();
      expect(charts.length).toBeGreaterThanOrEqual(results[name].charts);
      for (const chart of charts) {
        expect(await chart.locator("svg path").count(), (await chart.getAttribute("aria-label"))!).toBeGreaterThan(3);
      }
      if (shots !== undefined) {
        mkdirSync(shots, { recursive: true });
        await page.screenshot({ path: join(shots, `${name}-${width}-${scheme}.png`), fullPage: true });
      }
      await page.close();
    },
  );
});
