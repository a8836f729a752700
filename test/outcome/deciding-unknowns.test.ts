import { describe, expect, test } from "vitest";
import { decidedOtherwise, decidingPlaces, type Question } from "../../sim/outcome/deciding-unknowns.js";
import type { SampledRuns } from "../../sim/outcome/effect.js";
import { sampleSheet } from "../../sim/outcome/sample.js";
import { rangeQuestions } from "../../sim/outcome/verification/index.js";

/** Runs of which a question asks no more than a word, and how probable it is by chance. */
function says(verdict: string, chance = 0): readonly SampledRuns[] {
  return [{ sheet: sampleSheet({}, [], () => 0), strata: [], samples: [], verdict, chance } as SampledRuns];
}

const question: Question = {
  subject: "all",
  ask: ([run]) => {
    const { verdict } = run as SampledRuns & { readonly verdict: string };
    return { verdict, isDecided: verdict !== "open" };
  },
  chance: ([run]) => (run as SampledRuns & { readonly chance: number }).chance,
};

const flips = (base: string, ...unknowns: readonly (readonly [SampledRuns[] | null, SampledRuns[] | null])[]) =>
  decidedOtherwise(
    [question],
    says(base),
    unknowns.map(([low, high], at) => ({
      path: `p${at}`,
      ends: [
        { value: "low", runs: low },
        { value: "high", runs: high },
      ],
    })),
  ).map(({ path, value, verdict, atEnd }) => `${path} ${value}: ${verdict} to ${atEnd}`);

const at = (verdict: string, chance?: number) => says(verdict, chance) as SampledRuns[];

describe("a verdict is decided otherwise", () => {
  test("where an end decides it, and differently", () => {
    expect(flips("met", [at("met"), at("missed")], [at("open"), null])).toEqual(["p0 high: met to missed"]);
  });

  test("where it is open only if the ends disagree", () => {
    expect(flips("open", [at("met"), at("missed")], [at("met"), at("met")], [null, at("met")])).toEqual([
      "p0 low: open to met",
      "p0 high: open to missed",
    ]);
  });

  test("by more than chance, at 5 % for all of them together", () => {
    // Holm: 0.01 ≤ 0.05/3, 0.03 > 0.05/2.
    const all = [at("missed", 0.01), at("missed", 0.03), at("missed", 0.04)].map((end) => [null, end] as const);
    expect(flips("met", ...all)).toEqual(["p0 high: met to missed"]);
  });
});

test("those decide a choice that are chosen, next, or cheaper but for a target", () => {
  const all = [
    { cost: 5, holds: true },
    { cost: 3, holds: false },
    { cost: 4, holds: true },
    { cost: 2, holds: false },
    { cost: 9, holds: true },
  ];
  expect(decidingPlaces(all)).toEqual([2, 0, 1]);
  expect(decidingPlaces(all, 0)).toEqual([0, 2, 1]);
  expect(decidingPlaces(all.filter(({ holds }) => !holds))).toEqual([1]);
});

test("a measure is in range or outside of it by where one run of the prediction falls", () => {
  const sheet = sampleSheet({ web: ["latency"] }, [], () => 0);
  const field = "web.latencyMs.p99";
  const runs = (ms: number): readonly [SampledRuns] => [
    {
      ...{ sheet, strata: [] },
      samples: [-2, -1, 0, 1, 2].map((off, index) => ({
        ...{
          index,
          stratum: null,
          digest: `${ms} ${index}`,
          aborted: null,
          scores: [],
          lines: [],
          latency: {},
          usage: [],
        },
        readings: { [field]: [ms + off, 1, 10_000] },
      })),
    },
  ];
  const measure = { name: "p99", field: "latencyMs.p99", unit: "ms" as const, measured: 130, inside: false };
  const others = { predicted: 100, predictedRange: null, paired: null, error: null, errorOfPaired: null };
  const services = { web: { measures: [{ ...measure, ...others }], stepsAlone: [] } };
  const [asked, ...rest] = rangeQuestions({ services }, sheet);
  expect([asked.subject, rest]).toEqual(["web p99", []]);
  expect(asked.ask(runs(100))).toEqual({ verdict: "outside", isDecided: true });
  expect(asked.ask(runs(129))).toEqual({ verdict: "in range", isDecided: true });
  expect(asked.chance(runs(129), runs(100))).toBeLessThan(0.001);
});
