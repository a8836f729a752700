import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { issuesOf } from "../scenario/reader.js";
import { latencyOf, onlyService, scenario, simulate } from "../support/simulate.js";

const text = (name: string) => readFileSync(new URL(`${name}.yaml`, import.meta.url), "utf8");

// Proportional scale-in went 8 → 6 → 4 → 3 in consecutive minutes and lost 5 % of the requests.
test("a steady load under cooldowns of 60 s is held by a steady fleet: it goes in by one task, at least 120 s apart", () => {
  const service = onlyService(simulate(scenario(text("short-cooldowns"))));
  const { activities } = service.scaling;
  const inward = activities.filter(({ from, to }) => to < from);
  expect(inward.length).toBeGreaterThan(0);
  for (const [index, { at, from, to }] of inward.entries()) {
    expect(from - to).toBe(1);
    if (index > 0) expect(at - inward[index - 1].at).toBeGreaterThanOrEqual(120e6);
  }
  const sizes = activities.flatMap(({ from, to }) => [from, to]);
  expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([5, 7]);
  expect(latencyOf(service).quantile(0.99)).toBeLessThan(200_000);
});

test("an alarm on the maximum sees the busiest task: it is raised earlier than one on the average", () => {
  const outs = (statistic: string) => {
    const read = scenario(text("step-on-maximum").replace("statistic: Maximum", `statistic: ${statistic}`));
    return onlyService(simulate(read)).scaling.activities.filter(({ from, to }) => to > from);
  };
  const [maximum, average] = [outs("Maximum"), outs("Average")];
  expect(maximum[0].at).toBeLessThan(average[0].at);
});

test("bounds of a step that no CPU reaches warn, with what they would be relative to the threshold", () => {
  const [{ severity, path, got, hint, line }, ...others] = issuesOf(text("step-bounds-absolute"));
  expect({ severity, path, got, line }).toEqual({
    severity: "warning",
    path: "services.shop.scaling[0].steps",
    got: "step 1 from 140.0 % up to 155.0 %, step 2 from 155.0 %",
    line: 20,
  });
  expect(hint).toContain("lowerBound 0.0 % instead of 70.0 %");
  expect(others.map(({ code }) => code)).not.toContain("step-bounds");
});

test("a hole in the steps is told by the two steps between which it lies", () => {
  const [{ severity, expected }, ...others] = issuesOf(text("step-bounds-hole"));
  expect({ severity, others }).toEqual({ severity: "error", others: [] });
  expect(expected).toBe("no hole between step 4 (up to 200) and step 5 (from 250): let them meet at one bound");
});
