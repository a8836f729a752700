import { expect, test } from "vitest";
import { reporters } from "../../reports/index.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import { predicted } from "../scenarios/shipped.js";
import { night } from "./fixture.js";
import { unsure } from "./unsure.js";

const pages = reporters.filter(({ format }) => format === "text" || format === "markdown");

/** Without what is drawn of the first run alone, which takes long to print. */
function withoutSeries(outcome: Outcome): Outcome {
  const services = Object.entries(outcome.services).map(([name, service]) => [name, { ...service, series: {} }]);
  return { ...outcome, services: Object.fromEntries(services) };
}

const outcomes: readonly (readonly [name: string, of: () => Outcome])[] = [
  ["a night", () => night],
  ["accuracy-local", () => predicted({ name: "accuracy-local", variant: null }, [], 6)],
  ["dagy-oom", () => predicted({ name: "dagy-oom", variant: null }, [], 6)],
];

test.each(outcomes)("no page of %s prints a number of its replications without an interval", (_, outcomeOf) => {
  const { figures: _figures, ...outcome } = withoutSeries(outcomeOf());
  for (const page of pages) {
    expect(unsure(outcome, (each) => page.print(each as Outcome, { color: false }))).toEqual([]);
  }
});
