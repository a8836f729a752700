import { expect, test } from "vitest";
import { allocation, type CandidateEvidence, standing } from "../../sim/outcome/selection.js";
import { Random } from "../../workload/random.js";

const indifference = 0.01;
/** A target of at most 1 % misses. */
const limits = { min: Number.NEGATIVE_INFINITY, max: 0.01 };

interface Truth {
  readonly cost: number;
  readonly misses: number;
}

/** Costs share most of their noise, as common random numbers have it; misses have their own. */
function drawn(truths: readonly Truth[], random: Random, counts: readonly number[]) {
  const shared = Array.from({ length: Math.max(...counts) }, () => random.normal());
  return truths.map(({ cost, misses }, at): CandidateEvidence => {
    const values = shared.slice(0, counts[at]);
    return {
      costs: values.map((each) => cost * (1 + 0.03 * each + 0.003 * random.normal())),
      targets: [
        {
          strata: [
            {
              probability: 1,
              values: values.map(() => Math.max(0, misses + 0.2 * (misses + 0.001) * random.normal())),
            },
          ],
          limits,
          event: 1e-5,
        },
      ],
    };
  });
}

/** Grows candidates by what `allocation` asks for; every replication is drawn once. */
function search(truths: readonly Truth[], seed: number, budget: number, confidence: number) {
  const all = drawn(
    truths,
    Random.stream(seed, "selection"),
    truths.map(() => 60),
  );
  const counts = truths.map(() => 4);
  const known = () =>
    all.map(({ costs, targets }, at): CandidateEvidence => {
      const [{ strata, ...target }] = targets as readonly [Extract<(typeof targets)[number], { event: number }>];
      const values = strata[0].values.slice(0, counts[at]);
      return { costs: costs.slice(0, counts[at]), targets: [{ ...target, strata: [{ probability: 1, values }] }] };
    });
  const spent = () => counts.reduce((sum, each) => sum + each, 0);
  let found = standing(known(), { indifference, confidence });
  while (found.probability < confidence && spent() < budget) {
    for (const at of allocation(found, counts, Math.min(16, budget - spent()), 60)) counts[at]++;
    found = standing(known(), { indifference, confidence });
  }
  return { ...found, counts, spent: spent() };
}

/** Cost rises and misses fall from candidate to candidate, with a little disorder. */
function problem(random: Random): readonly Truth[] {
  return Array.from({ length: 100 }, (_, at) => ({
    cost: 100 + at + 3 * random.uniform(),
    misses: 0.03 * Math.exp(-at / 25) * (0.7 + 0.6 * random.uniform()),
  }));
}

test("the cheapest that holds is found nearly always, with few replications of the hopeless", () => {
  let right = 0;
  let spent = 0;
  const trials = 40;
  for (let trial = 0; trial < trials; trial++) {
    const truths = problem(Random.stream(trial, "problem"));
    // Within a tenth of the limit nobody can tell with sixty replications: those are neither asked for nor wrong.
    const cheapest = Math.min(...truths.filter(({ misses }) => misses <= 0.9 * limits.max).map(({ cost }) => cost));
    const found = search(truths, trial, 1_200, 0.95);
    const chosen = truths[found.best];
    if (chosen.misses <= 1.1 * limits.max && chosen.cost <= (1 + indifference) * cheapest) right++;
    spent += found.spent;
  }
  expect(right).toBeGreaterThanOrEqual(36); // of 0.95 × 40, less than 36 comes up in 4 %
  expect(spent / trials).toBeLessThan(1_000);
});

test("where nothing holds, nothing is called feasible", () => {
  const truths = Array.from({ length: 20 }, (_, at) => ({ cost: 100 + at, misses: 0.05 }));
  const { best, feasible } = search(truths, 1, 200, 0.95);
  expect(feasible[best]).toBeLessThan(0.05);
});

test("doubts are what is not known: of equal candidates each may be the best", () => {
  const same: CandidateEvidence = { costs: [1, 2, 3], targets: [] };
  const { best, doubts, probability } = standing([same, { ...same, costs: [2, 3, 4] }, { ...same, costs: [1, 2, 3] }], {
    indifference: 0,
    confidence: 0.95,
  });
  expect([best, doubts[1], doubts[2], probability]).toEqual([0, 0, 0, 1]);
});

test("a share of runs that has to hold is judged by Jeffreys' posterior", () => {
  const holds = (yes: number, no: number) => [...Array(yes).fill(1), ...Array(no).fill(0)];
  const of = (yes: number, no: number) =>
    standing([{ costs: [1, 1], targets: [{ holds: holds(yes, no), share: 0.5 }] }], { indifference, confidence: 0.95 })
      .feasible[0];
  expect(of(5, 5)).toBeCloseTo(0.5, 9);
  expect(of(10, 0)).toBeGreaterThan(0.999);
  expect(of(0, 10)).toBeLessThan(0.001);
});

test("further replications go to the largest doubts, and to none that has its most", () => {
  const found = { best: 0, probability: 0.5, feasible: [1, 1, 1], doubts: [0.3, 0.001, 0.2] };
  expect(allocation(found, [4, 4, 4], 4, 6).toSorted()).toEqual([0, 0, 2, 2]);
  expect(allocation(found, [4, 4, 4], 20, 6)).toHaveLength(6);
});
