import fc from "fast-check";
import { expect, test } from "vitest";
import { dilution, nominalSpotShare, spotCount } from "../../sim/capacity/dilution.js";
import { apportion, type ProviderCounts, placements, targets } from "../../sim/capacity/placement.js";
import { byProvider } from "../../sim/capacity/providers/by-provider.js";
import type { ProviderName } from "../../sim/capacity/providers/index.js";
import { type Strategy, sharesOf } from "../../sim/capacity/strategy.js";

const none = byProvider(() => 0);

const seventySpot: Strategy = { FARGATE: { base: 3, weight: 30 }, FARGATE_SPOT: { base: 0, weight: 70 } };

const strategies = fc
  .record({ base: fc.nat(20), based: fc.boolean(), onDemand: fc.nat(100), spot: fc.integer({ min: 1, max: 100 }) })
  .map(
    ({ base, based, onDemand, spot }): Strategy => ({
      FARGATE: { base: based ? base : 0, weight: onDemand },
      FARGATE_SPOT: { base: based ? 0 : base, weight: spot },
    }),
  );

/** The slow, obvious way: the provider of one more task is the one furthest below its target, the earlier of two equal ones. */
function placement(strategy: Strategy, desired: number, present: ProviderCounts): ProviderName {
  const target = targets(strategy, desired);
  const deficit = (name: ProviderName) => target[name] - present[name];
  const names = sharesOf(strategy).map(({ name }) => name);
  return names.reduce((neediest, name) => (deficit(name) > deficit(neediest) ? name : neediest));
}

const first = (strategy: Strategy, desired: number, present: ProviderCounts) =>
  placements(strategy, desired, present, 1)[0].provider;

test("base 3 with 30/70 puts 1, 5 and 8 of 5, 10 and 15 tasks on Spot, and none of 3", () => {
  // 5: 2 beyond the base, 0.6 and 1.4, the larger remainder is on-demand's. 10: 2.1 and 4.9. 15: 3.6 and 8.4.
  expect([0, 1, 3, 4, 5, 10, 15, 20].map((desired) => targets(seventySpot, desired).FARGATE_SPOT)).toEqual([
    0, 0, 0, 1, 1, 5, 8, 12,
  ]);
});

test("targets add up to desired and fill the base first", () => {
  fc.assert(
    fc.property(strategies, fc.nat(200), (strategy, desired) => {
      const { FARGATE, FARGATE_SPOT } = targets(strategy, desired);
      expect(FARGATE + FARGATE_SPOT).toBe(desired);
      expect(FARGATE).toBeGreaterThanOrEqual(Math.min(desired, strategy.FARGATE!.base));
      expect(FARGATE_SPOT).toBeGreaterThanOrEqual(Math.min(desired, strategy.FARGATE_SPOT!.base));
    }),
  );
});

test("one more task never takes one from either provider", () => {
  fc.assert(
    fc.property(strategies, fc.nat(200), (strategy, desired) => {
      const [before, after] = [targets(strategy, desired), targets(strategy, desired + 1)];
      expect(after.FARGATE).toBeGreaterThanOrEqual(before.FARGATE);
      expect(after.FARGATE_SPOT).toBeGreaterThanOrEqual(before.FARGATE_SPOT);
    }),
  );
});

test("whole parts differ from exact shares by less than one, for any number of weights", () => {
  fc.assert(
    fc.property(fc.nat(5_000), fc.array(fc.nat(1_000), { minLength: 1, maxLength: 20 }), (total, weights) => {
      const sum = weights.reduce((all, weight) => all + weight, 0);
      fc.pre(sum > 0);
      const parts = apportion(total, weights);
      expect(parts.reduce((all, part) => all + part, 0)).toBe(total);
      for (const [i, part] of parts.entries()) expect(Math.abs(part - (total * weights[i]) / sum)).toBeLessThan(1);
    }),
  );
});

test("of two equal remainders the earlier provider gets the task", () => {
  expect(apportion(5, [1, 1])).toEqual([3, 2]);
  expect(apportion(1, [1, 1, 1])).toEqual([1, 0, 0]);
});

test("tasks reach the targets, whatever was there before", () => {
  fc.assert(
    fc.property(strategies, fc.nat(60), fc.nat(60), (strategy, desired, lost) => {
      const present = { ...targets(strategy, desired) };
      present.FARGATE_SPOT = Math.max(0, present.FARGATE_SPOT - lost);
      const missing = desired - present.FARGATE - present.FARGATE_SPOT;
      for (const { provider, count } of placements(strategy, desired, present, missing)) present[provider] += count;
      expect(present).toEqual(targets(strategy, desired));
    }),
  );
});

test("placed in runs they come in the order in which they would come one by one", () => {
  fc.assert(
    fc.property(strategies, fc.nat(60), fc.nat(60), fc.nat(60), fc.nat(60), (strategy, desired, a, b, count) => {
      const present = { ...none, FARGATE: a, FARGATE_SPOT: b };
      const runs = placements(strategy, desired, present, count);
      const inRuns = runs.flatMap(({ provider, count }) => new Array<ProviderName>(count).fill(provider));
      const oneByOne = Array.from({ length: count }, () => {
        const provider = placement(strategy, desired, present);
        present[provider]++;
        return provider;
      });
      expect(inRuns).toEqual(oneByOne);
    }),
  );
});

test("a lost Spot task is replaced on Spot although on-demand would take it", () => {
  expect(first(seventySpot, 10, { ...none, FARGATE: 5, FARGATE_SPOT: 4 })).toBe("FARGATE_SPOT");
});

test("a drifted ratio is not repaired by moving: the next tasks go where the deficit is", () => {
  // 15 desired: 7 on-demand, 8 Spot. With 10 and 2 present, on-demand is 3 over and Spot 6 under.
  expect(first(seventySpot, 15, { ...none, FARGATE: 10, FARGATE_SPOT: 2 })).toBe("FARGATE_SPOT");
});

test("a provider that the strategy does not use gets no task, even where the others have too many", () => {
  const spotOnly: Strategy = { FARGATE: { base: 0, weight: 0 }, FARGATE_SPOT: { base: 0, weight: 1 } };
  expect(first(spotOnly, 3, { ...none, FARGATE: 0, FARGATE_SPOT: 4 })).toBe("FARGATE_SPOT");
});

test("70 % of weight is one task of five behind a base of three, and the warning says so", () => {
  expect(nominalSpotShare(seventySpot)).toBe(0.7);
  expect(spotCount(seventySpot, 5)).toEqual({ tasks: 5, spot: 1 });
  expect(dilution(seventySpot, { min: 5, max: 20 })).toMatchObject({
    expected: "about 70 % of the tasks on Spot, as the weights say",
    got: "1 of 5 (20 %) and 12 of 20 (60 %), since base is placed first",
  });
});

test("without a base, whole tasks are named as what leaves the share small", () => {
  expect(
    dilution({ FARGATE: { base: 0, weight: 70 }, FARGATE_SPOT: { base: 0, weight: 30 } }, { min: 1, max: 100 }),
  ).toMatchObject({
    got: "0 of 1 (0 %) and 30 of 100 (30 %), since tasks are whole",
    hint: "raise bounds.min or count on the smaller share",
  });
});

test("a fleet that is large beside its base is not warned about, nor is one without Spot", () => {
  expect(dilution(seventySpot, { min: 10, max: 20 })).toBeNull();
  expect(dilution({ FARGATE: { base: 3, weight: 1 } }, { min: 5, max: 20 })).toBeNull();
  expect(dilution(seventySpot, { min: 0, max: 0 })).toBeNull();
});
