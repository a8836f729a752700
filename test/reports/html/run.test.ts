import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pageOf } from "../../../reports/html/index.js";
import { pageScript } from "../../../sim/experiments/package-assets.js";
import { outcomeOf } from "../../../sim/experiments/predict.js";
import { price } from "../../../sim/experiments/price.js";
import { chromiumPath, lookThrough, openBrowser, overlappingLabels, watch } from "../../support/browser.js";
import { replications, scenario } from "../../support/simulate.js";

const hostile = `</script><script>document.title = "taken"</script><img src=x onerror="document.title='taken'">\u001b[31m\u202e`;
const read = scenario(`
about: ${JSON.stringify(hostile)}
region: us-east-1
clock: { duration: 3h, warmup: 0s }
demand: [ { name: calls, to: web, curve: { kind: daily, peak: 40/s, trough: 8/s, peakHours: 01:00-02:00, timezone: UTC }, request: { steps: [ { cpu: 100ms } ] } } ]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
    bounds: { min: 2, max: 20 }
    scaling: [ { kind: target-tracking, metric: cpu, target: 50 % } ]
    capacity: { FARGATE: { base: 1, weight: 1 }, FARGATE_SPOT: { weight: 1 } }
objectives: [ web p99 <= 500ms, "web cpu in 20..80 %", cost total <= $1 ]
claims: [ { document: ${JSON.stringify(hostile)}, compute: cost.total } ]
`);
const runs = price(read, replications(read, 3));
const outcome = outcomeOf({ read, version: "0.1.0" }, runs, []);
const folder = mkdtempSync(join(tmpdir(), "fleetcast-page-"));
const file = join(folder, "report.html");
/** Where CI keeps what people look at. */
const shots = process.env.SCREENSHOTS;

beforeAll(() => writeFileSync(file, pageOf(outcome, runs[0].replication.events, pageScript())));
afterAll(() => rmSync(folder, { recursive: true }));

test("the page is one file without a word of markup from the scenario", () => {
  const text = pageOf(outcome, [], "");
  expect(text).not.toContain("<img");
  expect(text).not.toContain("\u001b");
  expect(text).not.toContain("\u202e");
  expect(text.match(/<\/script>/g)).toHaveLength(2);
  expect(statSync(file).size).toBeLessThan(1_500_000);
});

describe.skipIf(chromiumPath === undefined)("in Chromium (skipped where there is none)", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  test.each([
    [1280, "light"],
    [1280, "dark"],
    [390, "light"],
    [390, "dark"],
  ] as const)(
    "%i pixels wide and %s: nothing complains, nothing overflows, every chart is drawn",
    async (width, scheme) => {
      const { page, complaints } = await watch(browser, file, { width, scheme });
      await lookThrough(page);
      expect(complaints).toEqual([]);
      expect(await page.title()).not.toBe("taken");
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
      expect(await overlappingLabels(page)).toEqual([]);
      const charts = await page.locator("[data-chart]").all();
      expect(charts.length).toBeGreaterThan(6);
      for (const chart of charts) {
        expect(await chart.locator("svg path").count(), (await chart.getAttribute("aria-label"))!).toBeGreaterThan(3);
      }
      if (shots !== undefined) {
        mkdirSync(shots, { recursive: true });
        await page.screenshot({ path: join(shots, `run-${width}-${scheme}.png`), fullPage: true });
      }
      await page.close();
    },
  );

  test("zooming in shows a part of the time in every chart over the clock, and back", async () => {
    const { page } = await watch(browser, file, { width: 1280, scheme: "light" });
    await lookThrough(page);
    const labels = () => page.locator(".chart.time").nth(1).locator("svg text").allTextContents();
    const whole = await labels();
    await page.getByRole("button", { name: "zoom in" }).click();
    await page.getByRole("button", { name: "zoom in" }).click();
    const part = await labels();
    expect(part).not.toEqual(whole);
    await page.getByRole("button", { name: "whole run" }).click();
    expect(await labels()).toEqual(whole);
    await page.close();
  });

  test("a table is sorted by the column that is pressed, numbers as numbers, and the other way round", async () => {
    const { page } = await watch(browser, file, { width: 1280, scheme: "light" });
    const bill = page.locator("table", { hasText: "The bill of a run" });
    const usd = async () =>
      (await bill.locator("tbody td:nth-child(5)").allTextContents()).map((text) => Number(text.replace(/[$,]/g, "")));
    await bill.getByRole("button", { name: "USD" }).click();
    const rising = await usd();
    expect(rising).toEqual(rising.toSorted((a, b) => a - b));
    await bill.getByRole("button", { name: "USD" }).press("Enter");
    expect(await usd()).toEqual(rising.toReversed());
    await page.close();
  });
});
