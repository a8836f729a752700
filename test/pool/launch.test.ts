import { describe, expect, test } from "vitest";
import { LaunchTimes, launchShape } from "../../sim/capacity/launch.js";
import { tablesOf } from "../workload/fixture.js";
import { seconds } from "./fleet.js";

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const times = (seed = 1, service = "web", keys = {}) =>
  new LaunchTimes(seed, service, launchShape.parse(keys), tablesOf());

const fixedPhases = {
  schedule: "8s",
  provision: "20s",
  pullPerGib: "10s",
  create: "2s",
  createPerGib: "5s",
  activate: "1s",
  boot: "4s",
  deprovision: "9s",
};

test("a launch is scheduled and provisioned, pulls and extracts its image by size, and is activated", () => {
  const { healthPhase, ...phases } = times(1, "web", fixedPhases).draw(0, 3);
  expect(phases).toEqual({
    fails: false,
    provisioning: seconds(28),
    pending: seconds(3 * 10 + 2 + 3 * 5),
    activating: seconds(1),
    boot: seconds(4),
    deprovisioning: seconds(9),
    faster: 1,
  });
  expect(healthPhase).toBeGreaterThan(0);
  expect(healthPhase).toBeLessThan(1);
  expect(times(1, "web", fixedPhases).meanStart(3)).toBe(seconds(28 + 47 + 1));
});

test("a fleet that starts faster has the same draws, divided", () => {
  const [plain, faster] = [{}, { faster: 10 }].map((keys) => times(1, "web", keys).draw(3, 2));
  for (const phase of ["provisioning", "pending", "deprovisioning"] as const) {
    expect(faster[phase]).toBe(Math.round(plain[phase] / 10));
  }
  expect([faster.boot, faster.healthPhase, faster.faster]).toEqual([plain.boot, plain.healthPhase, 10]);
});

test("by default a task of the measured image is RUNNING after about the 81 s that were measured", () => {
  // Medians: 8 + 20 + 1.86 × 18 + 2 + 1.86 × 9 = 80.2 s; the pull begins after 28 s.
  const drawn = numbers(501).map((ordinal) => times().draw(ordinal, 1.86));
  const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[250] / 1e6;
  expect(median(drawn.map(({ provisioning }) => provisioning))).toBeCloseTo(28.3, 0);
  const starts = drawn.map(({ provisioning, pending, activating }) => provisioning + pending + activating);
  expect(Math.abs(median(starts) - 81)).toBeLessThan(3);
});

describe("draws belong to the task", () => {
  const all = times();
  const same = all.draw(7, 1);

  test("so that the order of launches does not matter", () => {
    for (const ordinal of [3, 9]) all.draw(ordinal, 1);
    expect(all.draw(7, 1)).toEqual(same);
    expect(times().draw(7, 1)).toEqual(same);
  });

  test("so that another task, service or seed has others", () => {
    const others = [all.draw(8, 1), times(1, "api").draw(7, 1), times(2).draw(7, 1)];
    for (const other of others) expect(other).not.toEqual(same);
  });

  test("so that an image of another size changes the pull and nothing else", () => {
    const { pending, ...rest } = all.draw(7, 2);
    expect({ ...rest, pending: same.pending }).toEqual(same);
    expect(pending).toBeGreaterThan(same.pending);
  });
});
