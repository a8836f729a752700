import { expect, test } from "vitest";
import { allocation, type CandidateEvidence, type Standing, standing } from "../../sim/outcome/selection.js";
import { Random } from "../../workload/random.js";
import { binomialRange } from "../statistics/samples.js";

/** A combination as it truly is: its mean cost and p99, and how they scatter between nights. */
interface Truth {
  readonly cost: number;
  readonly p99: number;
  readonly costScatter: number;
  readonly p99Scatter: number;
}

interface Problem {
  readonly truths: readonly Truth[];
  readonly draw: (at: number, night: number) => { readonly cost: number; readonly p99: number };
}

/** How far combinations lie apart, and the noise of a p99, of mean 0 and variance 1. */
interface Kind {
  readonly name: string;
  readonly costs: number;
  readonly p99s: number;
  readonly noise: (common: number, own: number) => number;
}

const normal = (common: number, own: number) => 0.6 * common + 0.8 * own;
const sigma = 0.8;
/** Lognormal. */
const skewed = (_: number, own: number) =>
  (Math.exp(sigma * own) - Math.exp(sigma ** 2 / 2)) / Math.sqrt(Math.exp(sigma ** 2) * (Math.exp(sigma ** 2) - 1));

const kinds: readonly Kind[] = [
  { name: "that lie apart", costs: 40, p99s: 1.5, noise: normal },
  { name: "close to each other", costs: 8, p99s: 0.6, noise: normal },
  { name: "whose p99 scatters askew", costs: 40, p99s: 1.5, noise: skewed },
];

const combinations = 20;
const limit = 3;
const asked = { indifference: 0.01, confidence: 0.95, classes: [1] };
const [most, batch, proof] = [60, 16, 40];

function problemOf({ costs, p99s, noise }: Kind, seed: number): Problem {
  const random = Random.stream(seed, "truth");
  const truths = Array.from({ length: combinations }, () => ({
    cost: 100 + costs * random.uniform(),
    p99: limit + p99s * (random.uniform() - 0.4),
    costScatter: 0.5 + 2.5 * random.uniform(),
    p99Scatter: 0.1 + 0.4 * random.uniform(),
  }));
  return {
    truths,
    draw: (at, night) => {
      // Every combination meets the same night.
      const common = Random.stream(seed, "night", night);
      const [ofCost, ofP99] = [common.normal(), common.normal()];
      const own = Random.stream(seed, "own", at, night);
      const { cost, p99, costScatter, p99Scatter } = truths[at];
      return {
        cost: cost + costScatter * (0.8 * ofCost + 0.6 * own.normal()),
        p99: p99 + p99Scatter * noise(ofP99, own.normal()),
      };
    },
  };
}

/** Searches as `sim optimize` does, until it is sure enough and the choice has been seen forty times. */
function searched({ truths, draw }: Problem): Standing {
  const runs = truths.map((_, at) => [0, 1, 2].map((night) => draw(at, night)));
  for (;;) {
    const evidence = runs.map(
      (own): CandidateEvidence => ({
        costs: new Map(own.map(({ cost }, night) => [night, cost])),
        targets: [
          {
            strata: [{ probability: 1, values: own.map(({ p99 }) => p99) }],
            limits: { min: Number.NEGATIVE_INFINITY, max: limit },
            event: 0,
            clump: 0,
          },
        ],
      }),
    );
    const found = standing(evidence, asked);
    const next = nextOf(found, evidence, runs);
    if (next.length === 0) return found;
    for (const at of next) runs[at].push(draw(at, runs[at].length));
  }
}

function nextOf(
  found: Standing,
  evidence: readonly CandidateEvidence[],
  runs: readonly (readonly unknown[])[],
): readonly number[] {
  const { best, isFound, probability } = found;
  if (probability >= asked.confidence) return isFound && runs[best].length < proof ? [best] : [];
  const groups = runs.map(({ length }, at) => ({ candidates: [at], counts: [length] }));
  return allocation(found, evidence, groups, { size: batch, most, classes: [1] }).map(({ group }) => group);
}

function isRight({ best, isFound }: Standing, { truths }: Problem): boolean {
  const holds = truths.map(({ p99 }) => p99 <= limit);
  if (!isFound) return !holds.includes(true);
  const most = truths[best].cost * (1 - asked.indifference);
  return holds[best] && !truths.some(({ cost }, at) => holds[at] && cost < most);
}

test.each(kinds)("a search among combinations $name is right at least as often as it states", (kind) => {
  const searches = Array.from({ length: 400 }, (_, seed) => {
    const problem = problemOf(kind, seed);
    const found = searched(problem);
    return { stated: found.probability, right: isRight(found, problem) };
  });
  const sure = searches.filter(({ stated }) => stated >= asked.confidence);
  const stated = sure.reduce((sum, each) => sum + each.stated, 0) / sure.length;
  const right = sure.filter((each) => each.right).length / sure.length;
  console.log(kind.name, { sure: sure.length, stated, right });
  expect(sure.length).toBeGreaterThan(200);
  expect(right).toBeGreaterThanOrEqual(binomialRange(stated, sure.length).low);
});
