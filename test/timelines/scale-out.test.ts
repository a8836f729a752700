import { describe, expect, test } from "vitest";
import { valueIn } from "../../sim/facts/metric.js";
import { Moments } from "../../sim/statistics/index.js";
import { changes, second, stepLoad, tasks } from "./load-step.js";

const phases = Array.from({ length: 60 }, (_, phase) => phase);
const mean = (values: readonly number[]) => Moments.of(values).mean;

/** Where in a minute the load steps to just above the target, and what came of it, in seconds after the step. */
function reaction(policy: string, phase: number) {
  const atS = 120 + phase;
  const endS = atS + 600;
  const scaling = `[{ kind: target-tracking, metric: cpu, target: 60 %, ${policy} }]`;
  const service = stepLoad({ before: 0.5, after: 0.6015, atS, endS, scaling, min: tasks, index: phase });
  const [[decidedS, desired], ...more] = changes(service, atS);
  // The one new task ran from then to the end, and twenty did all the time.
  const runningS = endS - atS - (service.tasks.hours * 3600 - tasks * endS);
  return { decidedS, desired, more, runningS, servingS: valueIn(service.scaling.lags[0]) / second };
}

describe("20 tasks at a target of 60 %, whose load steps from 50 % to just above it", () => {
  // The minute that is stepped into is not above the target by itself. To its end it is 60 − phase seconds, or none where
  // the step falls on a boundary: 29.5 s on average. Then three full minutes; then 153 s until the third is acted upon.
  const reactions = phases.map((phase) => reaction("scaleOutCooldown: 300s", phase));
  const quick = phases.map((phase) => reaction("scaleOutCooldown: 300s, resolution: high", phase));

  test("one-minute metrics decide after 363 s on average over sixty phases", () => {
    const decided = reactions.map(({ decidedS }) => decidedS);
    expect(decided).toEqual(phases.map((phase) => ((60 - phase) % 60) + 3 * 60 + 153));
    expect(Math.abs(mean(decided) - 363)).toBeLessThan(2);
  });

  test("the decision is one task more: 20 × 60.15 / 60 is 20.05", () => {
    for (const { desired, more } of reactions) expect([desired, more]).toEqual([21, []]);
  });

  // An image of 1 GB: 8 s to schedule, 20 s to provision, 18 s to pull, 2 + 9 s to create; each a quarter more or less.
  test("the task runs 30 to 90 s later", () => {
    const launched = reactions.map(({ decidedS, runningS }) => runningS - decidedS);
    expect(Math.min(...launched)).toBeGreaterThan(30);
    expect(Math.max(...launched)).toBeLessThan(90);
    expect(mean(launched)).toBeGreaterThan(55);
    expect(mean(launched)).toBeLessThan(65);
  });

  // A check every 30 s, of which the first good one is enough. The lag is read once a second.
  test("the balancer sends to it 0 to 30 s after that, 6.5 to 8 minutes after the step on average", () => {
    const waited = reactions.map(({ runningS, servingS }) => servingS - runningS);
    expect(Math.min(...waited)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...waited)).toBeLessThanOrEqual(31);
    expect(Math.abs(mean(waited) - 15)).toBeLessThan(5);
    const served = mean(reactions.map(({ servingS }) => servingS));
    expect(served).toBeGreaterThan(6.5 * 60);
    expect(served).toBeLessThan(8 * 60);
  });

  // To the end of a period of 20 s it is 10.5 s on average, since the last requests of the old rate spoil the whole period
  // where the step falls on its boundary; then three full ones; then 16 s.
  test("twenty-second metrics decide after 86 s on average over sixty phases", () => {
    const decided = quick.map(({ decidedS }) => decidedS);
    expect(decided).toEqual(phases.map((phase) => 20 - (phase % 20) + 3 * 20 + 16));
    expect(Math.abs(mean(decided) - 86)).toBeLessThan(2);
  });

  // 86 s, then 8 + 20 + 18 + 2 + 9 s of launch and half an interval of the health check: 158 s.
  test("and serve 2 to 3 minutes after the step on average", () => {
    const served = quick.map(({ servingS }) => servingS);
    expect(mean(served)).toBeGreaterThan(2 * 60);
    expect(mean(served)).toBeLessThan(3 * 60);
    for (const [phase, { decidedS, runningS, servingS }] of quick.entries()) {
      expect([phase, runningS - decidedS > 30, servingS >= runningS]).toEqual([phase, true, true]);
    }
  });
});

// 71.9 % is 120 % of the target but for a hair: ⌈20 × 71.9 / 60⌉ = ⌈23.97⌉. The minute of the step, stepped into at its
// half, is above the target already (50 % and 71.9 %: 60.95 %), so that the decision comes 60 s earlier.
test("a step to 120 % of the target is answered by one jump to the proportional capacity", () => {
  const scaling = "[{ kind: target-tracking, metric: cpu, target: 60 %, scaleOutCooldown: 120s }]";
  const service = stepLoad({ before: 0.5, after: 0.719, atS: 150, endS: 500, scaling, min: tasks });
  expect(changes(service, 150)).toEqual([[303, 24]]);
});
