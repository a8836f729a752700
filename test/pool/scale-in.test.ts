import fc from "fast-check";
import { expect, test } from "vitest";
import { type ScaleInCandidate, scaleInVictims } from "../../sim/pool/steps.js";
import { keyed } from "../../workload/random.js";

/** One victim at a time, all looked at anew for each: what the ranking must come to. */
function oneByOne(candidates: readonly ScaleInCandidate[], count: number): number[] {
  let left = candidates.map((_, index) => index);
  const victims: number[] = [];
  while (victims.length < count && left.length > 0) {
    const inZone = (zone: number) => left.filter((index) => candidates[index].zone === zone).length;
    const most = Math.max(...left.map((index) => inZone(candidates[index].zone)));
    const eligible = left.filter((index) => inZone(candidates[index].zone) === most);
    const lowest = Math.min(...eligible.map((index) => candidates[index].rank));
    const victim = eligible.find((index) => candidates[index].rank === lowest)!;
    victims.push(victim);
    left = left.filter((index) => index !== victim);
  }
  return victims;
}

test("a scale-in that ranks once names the same tasks in the same order as one that looks anew for each", () => {
  const candidate = fc.record({ zone: fc.nat(3), rank: fc.nat(5) }); // few ranks, so that many are equal
  fc.assert(
    fc.property(fc.array(candidate, { maxLength: 40 }), fc.integer({ min: -1, max: 50 }), (candidates, count) => {
      expect(scaleInVictims(candidates, count)).toEqual(oneByOne(candidates, count));
    }),
  );
});

test("3,000 tasks that become 100 are looked at once each, and compared as often as sorting them takes", () => {
  const looksFor = (tasks: number) => {
    const looks = { zone: 0, rank: 0 };
    const candidates = Array.from(
      { length: tasks },
      (_, index): ScaleInCandidate => ({
        get zone() {
          looks.zone++;
          return index % 3;
        },
        get rank() {
          looks.rank++;
          return keyed(1, "rank", index);
        },
      }),
    );
    const victims = scaleInVictims(candidates, tasks - 100);
    expect(new Set(victims).size).toBe(tasks - 100);
    return looks;
  };
  for (const tasks of [750, 1_500, 3_000]) {
    const { zone, rank } = looksFor(tasks);
    expect(zone).toBeLessThanOrEqual(2 * tasks);
    // A merge sort compares n·log₂ n times at most, and a comparison looks at two ranks.
    expect(rank).toBeLessThanOrEqual(2 * tasks * Math.log2(tasks));
  }
});
