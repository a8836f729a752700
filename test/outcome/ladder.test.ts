import { expect, test } from "vitest";
import { reporters } from "../../reports/index.js";
import { answerLadderClaims } from "../../sim/outcome/claims.js";
import { configurationsOf, type LadderRuns, ladderOutcome, nameOf } from "../../sim/outcome/ladder.js";
import { night } from "../reports/fixture.js";
import { bill, run } from "./fixtures.js";

const ladder = {
  document: "80 %",
  techniques: [{ variant: "smaller", document: "half" }, { variant: "spot" }, { variant: "arm" }],
};

/** What a month costs under each configuration, for three seeds: one as said, and two that differ by a thousandth. */
function costing(usdOf: (techniques: readonly string[]) => number): LadderRuns {
  return {
    of: (techniques) =>
      [0.999, 1, 1.001].map((factor, index) => run(index, { bill: bill(0.1, factor * usdOf(techniques)) })),
    missed: (techniques) => (techniques.includes("arm") ? ["orchestrator p99 <= 3s"] : []),
    strata: [],
    stratumOf: () => null,
  };
}

/** Half the size halves a task-hour, Spot takes 40 % off it, and ARM64 20 % off what is no part of that. */
const halves = costing((techniques) => {
  const has = (name: string) => techniques.includes(name);
  return 1_000 * (has("smaller") ? 0.5 : 1) * (has("spot") ? 0.6 : 1) + 200 * (has("arm") ? 0.8 : 1);
});

test("a ladder asks for each configuration once: each alone, one on the other, all but one, and all", () => {
  expect(configurationsOf(["a", "b", "c", "d"]).map(nameOf)).toEqual([
    "",
    "a",
    "b",
    "c",
    "d",
    "a+b",
    "a+b+c",
    "b+c+d",
    "a+c+d",
    "a+b+d",
    "a+b+c+d",
  ]);
  expect(configurationsOf(["a", "b"]).map(nameOf)).toEqual(["", "a", "b", "a+b"]);
  expect(configurationsOf(["a", "b", "c", "d", "e", "f"])).toHaveLength(17);
});

test("savings are told alone, on top of those before and beside all others; their overlap is what was counted twice", () => {
  const { rungs, together, addedUp, overlap, cost } = ladderOutcome(ladder, halves);
  const rounded = (value: number | null) => Number(value!.toFixed(9));
  const usd = (of: "alone" | "added" | "leftOut" | "upTo") => rungs.map((rung) => rounded(rung[of].usd.value));
  expect(cost.value).toBeCloseTo(1_200, 9);
  // Alone: 500, 400, 40. On top: 500, then 40 % of the other 500, then 40. Left out: 300 of the 600 that Spot leaves, 200, 40.
  expect(usd("alone")).toEqual([500, 400, 40]);
  expect(usd("added")).toEqual([500, 200, 40]);
  expect(usd("leftOut")).toEqual([300, 200, 40]);
  expect(usd("upTo")).toEqual([500, 700, 740]);
  expect([together, addedUp, overlap].map((saving) => rounded(saving.usd.value))).toEqual([740, 940, 200]);
  expect(together.share).toBeCloseTo(740 / 1_200, 12);
  expect(rungs.map(({ missed }) => missed.length)).toEqual([0, 0, 1]);
});

test("a saving has the interval of its pairs, not that of two costs", () => {
  // The first seed saves 498, then 499, 501, 502: 500 ± 3.182446 × 0.912871.
  const runs = costing(() => 0);
  const alone = [498, 499, 501, 502];
  const { rungs } = ladderOutcome(ladder, {
    ...runs,
    of: (techniques) =>
      alone.map((saved, index) => {
        const usd = 1_000 + 100 * index - (techniques.includes("smaller") ? saved : 0);
        return run(index, { bill: bill(0.1, usd) });
      }),
  });
  expect(rungs[0].alone.usd.value).toBeCloseTo(500, 9);
  expect(rungs[0].alone.usd.low).toBeCloseTo(500 - 3.182446 * 0.912871, 4);
  expect(rungs[0].alone.usd.high).toBeCloseTo(500 + 3.182446 * 0.912871, 4);
});

test("classes of runs that were simulated apart weigh as they are probable", () => {
  const strata = [
    { name: "calm", probability: 0.9, about: "" },
    { name: "crunch", probability: 0.1, about: "" },
  ];
  const { together } = ladderOutcome(ladder, {
    ...halves,
    of: (techniques) =>
      [0, 1, 2, 3].map((index) => {
        const saved = index < 2 ? 100 : 50;
        return run(index, { bill: bill(0.1, 1_000 - (techniques.length === 3 ? saved : 0)) });
      }),
    strata,
    stratumOf: (index) => (index < 2 ? "calm" : "crunch"),
  });
  expect(together.usd.value).toBeCloseTo(0.9 * 100 + 0.1 * 50, 9);
});

test("the bill tells whose part each technique takes its saving from", () => {
  const { owners } = ladderOutcome(ladder, halves);
  expect(owners).toHaveLength(1);
  expect(owners[0].alone.map(Math.round)).toEqual([500, 400, 40]);
  expect(owners[0].together).toBeCloseTo(740, 9);
});

test("a run that says nothing of a month is told by the run", () => {
  const { compute, cost } = ladderOutcome(ladder, {
    ...halves,
    of: () => [0, 1].map((index) => run(index, { bill: bill(7, null) })),
  });
  expect([compute, cost.value]).toEqual(["cost.total", 7]);
});

test("claims about a ladder are answered by it", () => {
  const told = ladderOutcome(ladder, halves);
  const claims = [
    { document: "right-sizing saves a lot", compute: "ladder.smaller.alone", why: "half of it" },
    { document: "they add up", compute: "ladder.overlapShare", why: undefined },
  ];
  const [first, second] = answerLadderClaims(claims, told);
  expect(first).toMatchObject({ unit: "USD", why: "half of it" });
  expect(first.computed.value).toBeCloseTo(500, 9);
  expect(second.computed.value).toBeCloseTo(200 / 1_200, 12);
  expect(second.unit).toBe("ratio");
});

/** Metrics and verdicts for machines are of what a run came to, not of techniques. */
const formatsOfAll = ["text", "json", "csv", "markdown"];

test.each(reporters.filter(({ format }) => formatsOfAll.includes(format)).map((each) => [each.format, each] as const))(
  "a ladder stands in %s",
  (format, reporter) => {
    const page = reporter.print({ ...night, ladder: ladderOutcome(ladder, halves) }, { color: false });
    expect(page).toContain("smaller");
    if (format === "text" || format === "markdown") {
      expect(page).toMatch(/smaller +\|? *half +\|? *\$500 ± 2( \(42 % ± \S+\))?/);
      expect(page.replace(/\s+/g, " ")).toMatch(/\$200 ± 1 \(17 % ± \S+\) is counted more than once/);
      expect(page).toContain("Up to arm, orchestrator p99 <= 3s is missed.");
      expect(Math.max(...page.split("\n").map((line) => line.length))).toBeLessThanOrEqual(
        format === "text" ? 100 : 400,
      );
    }
    if (format === "csv") expect(page).toMatch(/,ladder\.smaller\.added,USD,500,/);
  },
);
