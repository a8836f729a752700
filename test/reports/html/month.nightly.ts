import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { pageOf } from "../../../reports/html/index.js";
import { pageScript } from "../../../sim/experiments/package-assets.js";
import { outcomeOf } from "../../../sim/experiments/predict.js";
import { price } from "../../../sim/experiments/price.js";
import { chromiumPath, openBrowser, watch } from "../../support/browser.js";
import { replications, scenario } from "../../support/simulate.js";

const service = `{ task: { cpu: 0.5 vCPU, memory: 1 GB }, bounds: { min: 2, max: 8 }, capacity: { FARGATE: { base: 1, weight: 1 }, FARGATE_SPOT: { weight: 1 } } }`;
const month = scenario(`
region: us-east-1
clock: { duration: 30d, warmup: 0s }
demand:
  - { name: pages, to: web, curve: 1/min, request: { steps: [ { cpu: 100ms } ] } }
  - { name: calls, to: api, curve: 1/min, request: { steps: [ { cpu: 100ms } ] } }
services: { web: ${service}, api: ${service} }
`);
const folder = mkdtempSync(join(tmpdir(), "fleetcast-month-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the page of a month of minutes is smaller than 1.5 MB and opens within two seconds (in Chromium, where there is one)", async () => {
  const runs = price(month, replications(month, 2));
  const outcome = outcomeOf({ read: month, version: "0.1.0" }, runs, []);
  expect(outcome.services.web.series.p99Ms).toHaveLength(43_200);
  const file = join(folder, "report.html");
  writeFileSync(file, pageOf(outcome, runs[0].replication.events, pageScript()));
  expect(statSync(file).size).toBeLessThan(1_500_000);
  if (chromiumPath === undefined) return;
  const browser = await openBrowser();
  const begin = performance.now();
  const { page, complaints } = await watch(browser, file, { width: 1280, scheme: "light" });
  await page.locator(".chart svg path").first().waitFor({ state: "attached" });
  expect(performance.now() - begin).toBeLessThan(2_000);
  expect(complaints).toEqual([]);
  await browser.close();
});
