import { describe, expect, test } from "vitest";
import { sensitivityReporters } from "../../reports/sensitivity/index.js";
import type { SampledRuns } from "../../sim/outcome/effect.js";
import { effectOn } from "../../sim/outcome/effect.js";
import { parseObjective } from "../../sim/outcome/objectives/parse.js";
import { costReading, findCostMetric } from "../../sim/outcome/reading.js";
import type { StratumDefinition } from "../../sim/outcome/runs.js";
import { readingOfSamples, sampleSheet } from "../../sim/outcome/sample.js";
import { flipsOf, sensitivityOf } from "../../sim/outcome/sensitivity.js";

const sheet = sampleSheet({}, [parseObjective("cost total <= $11")], () => 0);

/** Runs that cost so much, in turn of each class of nights. */
function runs(usd: readonly number[], strata: readonly StratumDefinition[] = []): SampledRuns {
  const samples = usd.map((each, index) => ({
    index,
    stratum: strata.length === 0 ? null : strata[index % strata.length].name,
    digest: String(each),
    aborted: null,
    readings: { "cost.totalUsd": [each, 0.01], "cost.perMonthUsd": [null, 0] },
    scores: [[each, 0.01, "Infinity" as const, 0]],
    lines: [],
    latency: {},
    usage: [],
  }));
  return { sheet, strata, samples };
}

const base = [10, 10.1, 9.9, 10, 10.1, 9.9];
const moved = (shifts: readonly number[]) => runs(base.map((each, at) => each + shifts[at]));
const end = (value: string, at: SampledRuns | null, refused: string | null = null) => ({ value, runs: at, refused });

function sensitivity(
  ...unknowns: readonly (readonly [path: string, low: SampledRuns | null, high: SampledRuns | null])[]
) {
  return sensitivityOf({
    ...{ scenario: "night", variant: null, version: "0.1.0", seed: 1, replications: 6, asWritten: [] },
    predicted: runs(base),
    unknowns: unknowns.map(([path, low, high]) => ({
      ...{ path, value: "2", because: "a guess" },
      low: end("1", low),
      high: end("3", high),
    })),
  });
}

const total = readingOfSamples(costReading(findCostMetric("total")!));

describe("an effect", () => {
  test("is the mean paired difference with Student's interval", () => {
    // Differences 1, 2, 3, 2, 1, 3: mean 2, s = 0.8944, s/√6 = 0.3651, t(0.975, 5) = 2.5706: 2 ± 0.9386.
    const { effect, chance } = effectOn(total, runs(base), moved([1, 2, 3, 2, 1, 3]));
    expect(effect.difference).toBeCloseTo(2, 12);
    expect(effect.interval!.low).toBeCloseTo(2 - 0.9386, 3);
    expect(effect.interval!.high).toBeCloseTo(2 + 0.9386, 3);
    expect(chance).toBeCloseTo(0.00277, 4); // P(|T₅| > 2/0.3651)
  });

  test("is exactly zero where nothing differs, and no finding", () => {
    expect(effectOn(total, runs(base), runs(base))).toMatchObject({
      effect: { difference: 0, interval: { low: 0, high: 0 } },
      chance: 1,
    });
  });

  test("where few pairs differ has an interval that holds nothing, and is no finding", () => {
    const { effect, chance } = effectOn(total, runs(base), moved([0, 0, 5, 0, 0, 0]));
    expect(effect.interval!.low).toBeLessThan(0);
    expect(effect.interval!.high).toBeGreaterThan(5 / 6);
    expect(chance).toBe(1);
  });

  test("weighs the classes of nights of either side by its own probabilities", () => {
    const classes = (crunch: number) => [
      { name: "no crunch", probability: 1 - crunch, about: "" },
      { name: "crunch", probability: crunch, about: "" },
    ];
    const nights = (crunch: number, more = 0) => runs([10, 20 + more, 10, 22 + more, 10, 24 + more], classes(crunch));
    const difference = (before: SampledRuns, after: SampledRuns) => effectOn(total, before, after).effect.difference;
    // Nights with a crunch cost 22 of 10: twice as probable they cost 0.1 × (22 − 10) more.
    expect(difference(nights(0.1), nights(0.2))).toBeCloseTo(1.2, 9);
    expect(difference(nights(0.1), nights(0.1, 3))).toBeCloseTo(0.3, 9);
    // 0.8 × 10 + 0.2 × 25 − (0.9 × 10 + 0.1 × 22)
    expect(difference(nights(0.1), nights(0.2, 3))).toBeCloseTo(1.8, 9);
    expect(difference(runs([10, 10, 10, 10, 10, 10]), nights(0.2))).toBeCloseTo(2.4, 9);
  });
});

describe("a sensitivity analysis", () => {
  const clear = moved([2, 2.2, 1.8, 2, 2.1, 1.9]);
  const noise = moved([0.2, -0.3, 0.1, -0.1, 0.3, -0.1]);

  test("puts what moves most first, and tells chance apart over all parameters together", () => {
    const { unknowns, predicted } = sensitivity(["small", null, noise], ["large", noise, clear]);
    expect(predicted.map(({ field, estimate }) => [field, estimate.value])).toEqual([["cost.totalUsd", 10]]);
    expect(unknowns.map(({ path }) => path)).toEqual(["large", "small"]);
    const [large, small] = unknowns;
    expect(large.high.effects[0].isBeyondChance).toBe(true);
    expect([...large.low.effects, ...small.high.effects].map(({ isBeyondChance }) => isBeyondChance)).toEqual([
      false,
      false,
    ]);
    expect(small.low).toMatchObject({ isAsPredicted: true, replications: 0, effects: [{ difference: 0 }] });
    // p = 0.0028 alone; beside twenty others that are tested it would have to stay below 0.05/21.
    const weak = moved([1, 2, 3, 2, 1, 3]);
    const beside = Array.from({ length: 20 }, (_, at) => [`other${at}`, null, noise] as const);
    const isFound = (found: ReturnType<typeof sensitivity>) =>
      found.unknowns.find(({ path }) => path === "weak")!.high.effects[0].isBeyondChance;
    expect([isFound(sensitivity(["weak", null, weak])), isFound(sensitivity(["weak", null, weak], ...beside))]).toEqual(
      [true, false],
    );
  });

  test("says which verdicts an end decides otherwise", () => {
    const [unknown] = sensitivity(["large", noise, clear]).unknowns;
    expect(unknown.low.verdicts).toEqual([]);
    expect(unknown.high.verdicts).toEqual([
      { objective: "cost total <= $11", severity: "target", verdict: "met", atEnd: "missed", isBeyondChance: true },
    ]);
    expect(flipsOf(unknown)).toEqual(unknown.high.verdicts);
  });

  test("is printed with intervals in 80 columns, with the verdict that depends on it", () => {
    const found = sensitivity(["services.web.launch.boot", noise, clear], ["still", runs(base), null]);
    const print = (format: string) =>
      sensitivityReporters.find((each) => each.format === format)!.print(found, { color: false, width: 80 });
    const text = print("text");
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(text).toContain("1 verdict depends on what nobody knows: 'cost total <= $11'.");
    expect(text).toMatch(/3 +│█+ \+\$2\.00 ± 0\.\d+ \*/);
    expect(text).toContain("missed where services.web.launch.boot is 3");
    expect(text).toContain("moves nothing at all: still");
    expect(print("markdown")).toContain("| services.web.launch.boot | 2 |");
    expect(print("csv").split("\n")[2]).toMatch(/^services\.web\.launch\.boot,2,high,3,cost\.totalUsd,USD,10,2,/);
    expect(JSON.parse(print("json"))).toEqual(JSON.parse(JSON.stringify(found)));
  });

  test("an end that was refused has its reason, and no effect", () => {
    const { unknowns } = sensitivityOf({
      ...{ scenario: "night", variant: null, version: "0.1.0", seed: 1, replications: 6, asWritten: [] },
      predicted: runs(base),
      unknowns: [
        { path: "odd", value: "2", because: "a guess", low: end("1", null, "too small"), high: end("3", clear) },
      ],
    });
    expect(unknowns[0].low).toMatchObject({ refused: "too small", isAsPredicted: false, effects: [], verdicts: [] });
  });
});
