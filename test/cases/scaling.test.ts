import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { onlyService, scenario, simulate } from "../support/simulate.js";

const text = (name: string) => readFileSync(new URL(`${name}.yaml`, import.meta.url), "utf8");

// Proportional scale-in went 8 → 6 → 4 → 3 in consecutive minutes and lost 5 % of the requests.
test("a steady load under cooldowns of 60 s loses no request: the fleet goes in by one task, at least 120 s apart", () => {
  const { requests, activities } = onlyService(simulate(scenario(text("short-cooldowns"))));
  const inward = activities.filter(({ from, to }) => to < from);
  expect(inward.length).toBeGreaterThan(0);
  for (const [index, { at, from, to }] of inward.entries()) {
    expect(from - to).toBe(1);
    if (index > 0) expect(at - inward[index - 1].at).toBeGreaterThanOrEqual(120e6);
  }
  expect(requests.completed / requests.arrived).toBe(1);
});
