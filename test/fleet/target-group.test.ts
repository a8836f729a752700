import fc from "fast-check";
import { expect, test } from "vitest";
import { Fleet, healthCheck, measured, origin, seconds } from "./fleet.js";

const { targets } = new Fleet();

test.each([
  [0, 0, 0],
  [0.5, 5, 15],
  [0.5, 15, 15], // a check at the very moment it is up is good
  [0.5, 16, 45],
  [0.1, 65, 93],
])(
  "with the first check after %f of the interval, %f s of boot end in the first good check after %f s",
  (phase, boot, at) => {
    expect(targets.firstGoodCheck(phase, seconds(boot))).toBe(seconds(at));
  },
);

test("the first good check is the first one that is not before the end of the boot", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(200_000_000), (phase, boot) => {
      const at = targets.firstGoodCheck(phase, boot);
      expect(at).toBeGreaterThanOrEqual(boot);
      expect(at - Math.max(boot, healthCheck.interval)).toBeLessThan(healthCheck.interval);
      expect(at % healthCheck.interval).toBe(Math.round(phase * healthCheck.interval) % healthCheck.interval);
    }),
  );
});

test("two checks in a row without an answer in time make a target unhealthy, one does not", () => {
  const late = seconds(5) + 1;
  expect([late, 0, late, seconds(5), late, late, late].map((answer) => targets.check(0, answer))).toEqual([
    false,
    false,
    false,
    false,
    false,
    true,
    false,
  ]);
});

test("a target that leaves and comes back starts its count of failed checks anew", () => {
  const fleet = new Fleet();
  const task = fleet.lifecycle.place(measured, origin());
  fleet.targets.check(task, seconds(6));
  fleet.targets.leave(task);
  fleet.targets.enter(task, 0);
  expect(fleet.targets.check(task, seconds(6))).toBe(false);
});
