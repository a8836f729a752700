import fc from "fast-check";
import { expect, test } from "vitest";
import { type RollingCounts, rollingStep } from "../../sim/pool/steps.js";

const counts = (desired: number, fresh: number, all: number, healthy: number, old: number): RollingCounts => ({
  desired,
  fresh,
  all,
  healthy,
  old,
  oldHealthy: Math.min(old, healthy),
});
const limits = (minimum: number, maximum: number) => ({
  minimumHealthyPercent: minimum / 100,
  maximumPercent: maximum / 100,
});

test.each([
  // ECS's defaults: ten new ones beside ten old ones, then the old ones go as the new ones become healthy.
  ["100/200, the first step", counts(10, 0, 10, 10, 10), limits(100, 200), { launch: 10, stop: 0 }],
  ["100/200, while the new ones start", counts(10, 10, 20, 10, 10), limits(100, 200), { launch: 0, stop: 0 }],
  ["100/200, four new ones are healthy", counts(10, 10, 20, 14, 10), limits(100, 200), { launch: 0, stop: 4 }],
  ["100/200, the last ones", counts(10, 10, 13, 13, 3), limits(100, 200), { launch: 0, stop: 3 }],
  // Half may go first, and nothing is added to what was there.
  ["50/100, the first step", counts(10, 0, 10, 10, 10), limits(50, 100), { launch: 0, stop: 5 }],
  ["50/100, five are stopping yet", counts(10, 0, 10, 5, 5), limits(50, 100), { launch: 0, stop: 0 }],
  ["50/100, five are stopped", counts(10, 0, 5, 5, 5), limits(50, 100), { launch: 5, stop: 0 }],
  // Of 3 tasks 50 % are 1.5: two must stay healthy. 150 % are 4.5: four may be there.
  ["50/150 of 3: rounded up and down", counts(3, 0, 3, 3, 3), limits(50, 150), { launch: 1, stop: 1 }],
  ["100/110 of 5: 5.5 is 5, no room", counts(5, 0, 5, 5, 5), limits(100, 110), { launch: 0, stop: 0 }],
  ["100/110 of 10: room for one", counts(10, 0, 10, 10, 10), limits(100, 110), { launch: 1, stop: 0 }],
  // Four of the last deployment are draining yet: 200 % have no room for four new ones, 300 % do.
  ["100/200 while four drain", counts(4, 0, 8, 4, 4), limits(100, 200), { launch: 0, stop: 0 }],
  ["100/300 while four drain", counts(4, 0, 8, 4, 4), limits(100, 300), { launch: 4, stop: 0 }],
  // A service of one cannot lose it and cannot have two: the deployment stands still, as it does on ECS.
  ["50/100 of 1: deadlock", counts(1, 0, 1, 1, 1), limits(50, 100), { launch: 0, stop: 0 }],
  ["old tasks that are not healthy go first", counts(4, 0, 4, 2, 4), limits(100, 200), { launch: 4, stop: 2 }],
  ["a desired count that has fallen", counts(4, 0, 10, 10, 10), limits(100, 200), { launch: 0, stop: 6 }],
  ["100 % of 7 is 7 in floating point too", counts(7, 0, 7, 7, 7), limits(100, 100), { launch: 0, stop: 0 }],
])("minimum healthy and maximum percent, %s", (_, counts, limits, step) => {
  expect(rollingStep(counts, limits)).toEqual(step);
});

test("a deployment comes to its end within its limits, whatever they are, unless they allow no step at all", () => {
  const percents = fc.record({
    minimum: fc.integer({ min: 0, max: 100 }),
    maximum: fc.integer({ min: 100, max: 200 }),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), percents, (desired, { minimum, maximum }) => {
      const bounds = limits(minimum, maximum);
      let [fresh, old] = [0, desired];
      for (let round = 0; old > 0 || fresh < desired; round++) {
        const { launch, stop } = rollingStep(counts(desired, fresh, fresh + old, fresh + old, old), bounds);
        if (launch + stop === 0) {
          expect([Math.floor((desired * maximum) / 100), Math.ceil((desired * minimum) / 100)]).toEqual([
            desired,
            desired,
          ]);
          return;
        }
        expect(fresh + old + launch).toBeLessThanOrEqual((desired * maximum) / 100);
        expect(fresh + old - stop).toBeGreaterThanOrEqual((desired * minimum) / 100);
        fresh += launch;
        old -= stop;
        expect(round).toBeLessThan(200);
      }
    }),
  );
});
