import { expect, test } from "vitest";
import { reporters } from "../../reports/index.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import { predicted } from "../scenarios/shipped.js";
import { unsure } from "./unsure.js";

const pages = reporters.filter(({ format }) => format === "text" || format === "markdown");

/** Without what is drawn of the first run alone, which takes long to print. */
function withoutSeries(outcome: Outcome): Outcome {
  const services = Object.entries(outcome.services).map(([name, service]) => [name, { ...service, series: {} }]);
  return { ...outcome, services: Object.fromEntries(services), figures: { ...outcome.figures } };
}

test.each([
  ["accuracy-local", []],
  ["chaos-drill", []],
  ["canary-rightsizing", []],
  ["spike-scaling-lag", []],
  ["lambda-provisioned-peak", []],
  ["agents-circuit-breaker", []],
  ["dagy-oom", []],
  ["graviton-sockets", []],
])("no page of %s prints a number of its replications without an interval", (name, set) => {
  const begun = performance.now();
  const outcome = withoutSeries(predicted({ name, variant: null }, set, 3));
  const simulated = performance.now();
  for (const page of pages) expect(unsure(outcome, (each) => page.print(each, { color: false }))).toEqual([]);
  console.log(name, simulated - begun, performance.now() - simulated);
});
