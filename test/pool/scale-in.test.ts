import fc from "fast-check";
import { expect, test } from "vitest";
import { type ScaleInCandidate, scaleInVictims } from "../../sim/pool/steps.js";

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
