import { expect, test } from "vitest";
import { reporters } from "../../reports/index.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import { configurations, predicted } from "../scenarios/shipped.js";
import { unsure } from "./unsure.js";

const pages = reporters.filter(({ format }) => format === "text" || format === "markdown");
const files = configurations.filter(({ variant }) => variant === null);

test.each(files)("no page of $name prints a number of its replications without an interval", (configuration) => {
  const { figures: _figures, ...whole } = predicted(configuration, [], 6);
  const services = Object.entries(whole.services).map(([name, service]) => [name, { ...service, series: {} }]);
  const outcome = { ...whole, services: Object.fromEntries(services) };
  for (const page of pages) {
    expect(unsure(outcome, (each) => page.print(each as Outcome, { color: false }))).toEqual([]);
  }
});
