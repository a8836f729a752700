import { expect, test } from "vitest";
import { type TargetEvidence, usualClump } from "../../sim/outcome/posterior.js";
import {
  allocation,
  type CandidateEvidence,
  type SelectionOptions,
  type Standing,
  standing,
} from "../../sim/outcome/selection.js";
import { incompleteBeta } from "../../sim/statistics/distributions.js";
import { Random } from "../../workload/random.js";

const options: SelectionOptions = { indifference: 0.01, confidence: 0.95, classes: [1] };
/** A target of at most 1 % misses. */
const limits = { min: Number.NEGATIVE_INFINITY, max: 0.01 };

interface Truth {
  readonly cost: number;
  readonly misses: number;
}

function evidence(costs: readonly number[], ...targets: readonly TargetEvidence[]): CandidateEvidence {
  return { costs: new Map(costs.entries()), targets };
}

/** What so many replications say of each candidate: costs share most of their noise, as common random numbers have it. */
function drawn(truths: readonly Truth[], random: Random, most: number) {
  const shared = Array.from({ length: most }, () => random.normal());
  const all = truths.map(({ cost, misses }) => ({
    costs: shared.map((each) => cost * (1 + 0.03 * each + 0.003 * random.normal())),
    misses: shared.map(() => Math.max(0, misses + 0.2 * (misses + 0.001) * random.normal())),
  }));
  return (counts: readonly number[]) =>
    all.map(({ costs, misses }, at) => {
      const strata = [{ probability: 1, values: misses.slice(0, counts[at]) }];
      return evidence(costs.slice(0, counts[at]), { strata, limits, event: 1e-5, clump: 0 });
    });
}

/** Grows candidates by what `allocation` asks for; every replication is drawn once. */
function search(truths: readonly Truth[], seed: number, budget: number) {
  const known = drawn(truths, Random.stream(seed, "selection"), 60);
  const counts = truths.map(() => 4);
  const spent = () => counts.reduce((sum, each) => sum + each, 0);
  let found = standing(known(counts), options);
  while (found.probability < options.confidence && spent() < budget) {
    const groups = counts.map((count, at) => ({ candidates: [at], counts: [count] }));
    const size = Math.min(16, budget - spent());
    for (const { group } of allocation(found, known(counts), groups, { size, most: 60, classes: [1] })) counts[group]++;
    found = standing(known(counts), options);
  }
  return { ...found, spent: spent() };
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
    const found = search(truths, trial, 1_200);
    const chosen = truths[found.best];
    if (chosen.misses <= 1.1 * limits.max && chosen.cost <= (1 + options.indifference) * cheapest) right++;
    spent += found.spent;
  }
  expect(right).toBeGreaterThanOrEqual(36); // of 0.95 × 40, less than 36 comes up in 4 %
  expect(spent / trials).toBeLessThan(1_000);
});

test("where nothing holds, that is found, and soon", () => {
  const truths = Array.from({ length: 20 }, (_, at) => ({ cost: 100 + at, misses: 0.05 }));
  const { isFound, probability, spent } = search(truths, 1, 400);
  expect({ isFound, isSure: probability >= 0.95, isSoon: spent < 200 }).toEqual({
    isFound: false,
    isSure: true,
    isSoon: true,
  });
});

test("doubts are what is not known: candidates that always cost the same leave none", () => {
  const { best, candidates, probability } = standing([evidence([1, 2, 3]), evidence([2, 3, 4]), evidence([1, 2, 3])], {
    ...options,
    indifference: 0,
  });
  expect([best, candidates[1].doubt, candidates[2].doubt, probability]).toEqual([0, 0, 0, 1]);
});

test("the doubt of a rival is Student's: differences of −1, 0 and 1 leave it open whether it is cheaper", () => {
  const { candidates } = standing([evidence([10, 10, 10]), evidence([9, 10, 11])], { ...options, indifference: 0 });
  expect(candidates[1].doubt).toBeCloseTo(0.5, 12); // t = 0
  // Differences of −2, −1 and 0 with a margin of 0: t = 1 ÷ (1 ÷ √3) = √3 with two degrees of freedom.
  const cheaper = standing([evidence([10, 10, 10]), evidence([8, 9, 10], hopeless)], { ...options, indifference: 0 });
  expect(cheaper.candidates[1].cheaper).toBeCloseTo(0.5 + Math.sqrt(3) / (2 * Math.sqrt(2 + 3)), 9);
});

/** Missed in every run, so that its candidate is no best. */
const hopeless: TargetEvidence = { strata: [{ probability: 1, values: [0.9, 0.9, 0.9] }], limits, event: 0, clump: 0 };

test("costs of rare nights weigh what such nights are", () => {
  const classes = [0.99, 0.01];
  const odd = (usual: number, rare: number) => evidence([usual, rare, usual, rare]);
  // By a plain mean the second would cost less: 15 against 20; by that of all nights it costs 20.1 against 20.
  const { best } = standing([odd(20, 20), odd(20.2, 9.8)], { ...options, indifference: 0, classes });
  expect(best).toBe(0);
});

test("a share of runs that has to hold is judged by Jeffreys' posterior", () => {
  const values = (yes: number, no: number) => [...Array<number>(yes).fill(1), ...Array<number>(no).fill(0)];
  const of = (yes: number, no: number) => {
    const target = { strata: [{ probability: 1, values: values(yes, no) }], share: 0.5 };
    return standing([evidence([1, 1], target)], options).candidates[0].feasible;
  };
  expect(of(5, 5)).toBeCloseTo(0.5, 9);
  expect(of(10, 0)).toBeGreaterThan(0.999);
  expect(of(0, 10)).toBeLessThan(0.001);
});

function standingWith(best: number, doubts: readonly number[]): Standing {
  const candidates = doubts.map((doubt) => ({ missed: [], feasible: 1, cheaper: doubt, doubt }));
  return { best, isFound: true, choices: [], probability: 0.5, candidates };
}

const three = [evidence([1, 1]), evidence([1, 1]), evidence([1, 1])];
const apart = [0, 1, 2].map((at) => ({ candidates: [at], counts: [4] }));

test("further replications go to the largest doubts, to the best as many, and to none that has its most", () => {
  const found = standingWith(0, [0, 0.001, 0.2]);
  const of = (size: number) =>
    allocation(found, three, apart, { size, most: 6, classes: [1] }).map(({ group }) => group);
  expect(of(4)).toEqual([0, 2, 0, 2]);
  expect(of(20).toSorted()).toEqual([0, 0, 1, 1, 2, 2]);
});

test("candidates that differ in their prices alone get their replications together", () => {
  const groups = [
    { candidates: [0, 2], counts: [4] },
    { candidates: [1], counts: [4] },
  ];
  const chosen = allocation(standingWith(0, [0, 0.1, 0.2]), three, groups, { size: 4, most: 60, classes: [1] });
  expect(chosen.map(({ group }) => group)).toEqual([0, 0, 0, 1]); // 0.2 ÷ 6^1.5 is above 0.1 ÷ 4^1.5, 0.2 ÷ 7^1.5 is not
});

test("a rare class of nights that adds nothing to what is uncertain gets no more replications", () => {
  const strata = [
    { probability: 0.99, values: [0.008, 0.012, 0.009] },
    { probability: 0.01, values: [0.02, 0.021] },
  ];
  const candidate: CandidateEvidence = {
    costs: new Map([0, 1, 2, 3, 4].map((index) => [index, 1])),
    targets: [{ strata, limits, event: 1e-5, clump: 0 }],
  };
  const found = standing([candidate], { ...options, classes: [0.99, 0.01] });
  const next = allocation(found, [candidate], [{ candidates: [0], counts: [3, 2] }], {
    ...{ size: 8, most: 60, classes: [0.99, 0.01] },
  });
  expect(next.every((each) => each.class === 0)).toBe(true);
});

test.each([
  { held: 40, of: 40, days: 29 },
  { held: 1_200, of: 1_200, days: 29 },
  { held: 1_199, of: 1_200, days: 29 },
  { held: 39, of: 40, days: 1 },
])(
  "months hold as probably as all of their days do: $held of $of days did, a month has $days",
  ({ held, of, days }) => {
    const values = Array.from({ length: of }, (_, at) => Number(at < held));
    const asOne = [{ days, simulate: 1, strata: [{ probability: 1, values }] }];
    const inForty = [{ days, simulate: of / 40, strata: [{ probability: 1, values: Array(40).fill(held / of) }] }];
    // Jeffreys' posterior of the share of days, of which a month is the power.
    const exact = 1 - incompleteBeta(0.95 ** (1 / days), held + 0.5, of - held + 0.5);
    for (const types of [asOne, inForty]) {
      const target: TargetEvidence = { strata: types[0].strata, share: 0.95, days: types };
      expect(Math.abs(standing([evidence([1], target)], options).candidates[0].feasible - exact)).toBeLessThan(0.03);
    }
  },
);

test("what one night in seven shows is not taken to hold because a few nights have not shown it", () => {
  // Clumps of 7 % in 15 % of nights: a mean of 1.05 %, which misses a limit of 1 %.
  const [size, rate] = [0.07, 0.15];
  const random = Random.stream(1, "clumps");
  const trials = 2_000;
  for (const nights of [3, 6, 20, 40]) {
    let surely = 0;
    for (let trial = 0; trial < trials; trial++) {
      const values = Array.from({ length: nights }, () => (random.uniform() < rate ? size : 0));
      const target = { strata: [{ probability: 1, values }], limits, event: 1e-5, clump: size };
      if (standing([evidence(values, target)], options).candidates[0].feasible >= 0.95) surely++;
    }
    expect(surely / trials).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / trials));
  }
});

test("a clump is as large as those of candidates in which it is rare", () => {
  const seen = (...values: readonly number[]) => [{ probability: 1, values }];
  expect(usualClump([seen(0, 0, 0.1), seen(0, 0.1, 0), seen(0.5, 0.5, 0.4), seen(0, 0, 0)])).toBeCloseTo(0.1, 12);
  const rareClass = { probability: 0.001, values: [0.8, 0, 0] };
  expect(usualClump([[{ probability: 0.999, values: [0, 0, 0.1] }, rareClass]])).toBeCloseTo(0.1, 1);
  expect(usualClump([seen(0, 0), seen()])).toBe(0);
});

test("where none is sure to hold, replications go to the cheapest that may, and not to what costs more than those", () => {
  const few = (misses: number) => ({
    strata: [{ probability: 1, values: [misses, 0, 0] }],
    limits,
    event: 1e-5,
    clump: 0.1,
  });
  const candidates = [
    evidence([0.9, 0.9, 0.9], hopeless),
    evidence([1, 1, 1], few(0)),
    evidence([1.5, 1.5, 1.5], few(0)),
  ];
  const found = standing(candidates, options);
  expect([found.isFound, found.best]).toEqual([false, 1]);
  expect(found.candidates[0].doubt).toBeLessThan(0.01);
  expect(found.candidates[2].doubt).toBeLessThan(found.candidates[1].doubt / 2);
});
