import { expect, test } from "vitest";
import { onlyService, scenario, simulate } from "../support/simulate.js";

/** A service of 15 tasks whose minimum becomes 30 at 08:45, five minutes into a run that ends `seconds` after that. */
function morning(seconds: number) {
  const read = scenario(`
region: ap-northeast-1
clock: { start: 2026-03-02T08:40, timezone: Asia/Tokyo, duration: ${300 + seconds}s, warmup: 0s }
demand: [{ name: load, to: web, curve: 10/s, arrivals: even, request: { steps: [{ cpu: 100ms }] } }]
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB, image: 1 GB }
    desired: 15
    bounds: { min: 5, max: 20 }
    scaling: [{ kind: scheduled, cron: '45 8 * * *', bounds: { min: 30, max: 60 } }]
    abruptFailuresPerMonth: 0 %
`);
  const { scaling, minutes } = onlyService(simulate(read));
  return { activities: scaling.activities, running: minutes.running.at(-1) };
}

test("a scheduled raise of the minimum asks for tasks at its minute, with no alarm in between", () => {
  const [{ at, from, to, dynamic }, ...more] = morning(120).activities;
  expect({ at, from, to, dynamic, more }).toEqual({ at: 300e6, from: 15, to: 30, dynamic: false, more: [] });
});

// A task takes 57 s in the median to run; the last of 15 is above its 95 % quantile, some 70 s.
test("its fifteen tasks run in one to one and a half minutes", () => {
  expect(morning(30).running).toBe(15);
  expect(morning(60).running).toBeLessThan(30);
  expect(morning(90).running).toBe(30);
});
