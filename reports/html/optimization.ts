import { withInterval } from "../../sim/facts/estimates.js";
import { counted } from "../../sim/facts/numbers.js";
import type { CandidateFate, CandidateOutcome, OptimizationOutcome } from "../../sim/outcome/optimized.js";
import type { Chart, PointsChart, RangesChart } from "../charts/chart.js";
import { answerWords, costWords, droppedWords, factWords, fateWords, moreWords } from "../optimization/words.js";
import { shortPath } from "../sweep/words.js";
import { formats } from "../units.js";
import { unknownsBlocks } from "../unknowns.js";
import type { Block, Cell, Tone } from "./block.js";
import { objectivesBlocks } from "./run.js";

/** The page of a search: the answer and how sure it is, every candidate by cost and p99, and where the replications went. */
export function optimizationBlocks(found: OptimizationOutcome): readonly Block[] {
  const { best, isReached, objectives, procedure } = found;
  const tone: Tone = best === null ? "bad" : isReached ? "good" : "open";
  return [
    { kind: "text", text: factWords(found) },
    { kind: "text", text: answerWords(found), tone },
    { kind: "list", items: droppedWords(found) },
    ...unknownsBlocks(found),
    { kind: "charts", charts: [scatter(found), spent(found)].filter((chart) => chart !== null) },
    ...objectivesBlocks({ kind: "predicted", objectives }),
    { kind: "heading", text: "Candidates" },
    candidateTable(found),
    { kind: "heading", text: "Procedure" },
    { kind: "text", text: procedure },
  ];
}

const groupNames: Readonly<Record<CandidateFate, string>> = {
  best: "chosen",
  "not cheaper": "holds every target, not cheaper",
  undecided: "still open",
  "misses a target": "misses a target",
  aborted: "ended early",
};

function perWords({ costField }: OptimizationOutcome): string {
  return costField === "perMonthUsd" ? "cost a month" : "cost a run";
}

const looks: Partial<Readonly<Record<CandidateFate, PointsChart["groups"][number]["as"]>>> = {
  best: "chosen",
  ...{ "not cheaper": "points", undecided: "points" },
};

/** Cost against the slowest p99; null where no candidate has both. */
function scatter(found: OptimizationOutcome): (Chart & PointsChart) | null {
  const drawn = found.candidates.flatMap((candidate) => {
    const [slowest] = Object.values(candidate.p99Ms).toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0));
    const x = candidate.cost.value;
    const y = slowest?.value ?? null;
    if (x === null || y === null) return [];
    const told = [costWords(candidate, found), withInterval(slowest, formats.ms), fateWords(candidate)];
    return [{ x, y, words: `${candidate.values.join(" · ")}: ${told.join(", ")}`, fate: candidate.fate }];
  });
  if (drawn.length === 0) return null;
  const fates = Object.keys(groupNames) as CandidateFate[];
  const groups = fates.map((fate) => ({
    name: groupNames[fate],
    as: looks[fate] ?? ("faint" as const),
    points: drawn.filter((each) => each.fate === fate).map(({ x, y, words }) => ({ x, y, words })),
  }));
  const services = Object.keys(found.candidates[0].p99Ms);
  return {
    ...{ kind: "points", title: "Cost against p99" },
    about: `${counted(drawn.length, "combination")} by cost and p99. ${answerWords(found)}`,
    groups: groups.filter(({ points }) => points.length > 0),
    x: { name: perWords(found), unit: "USD" },
    y: { name: services.length > 1 ? "slowest p99" : "p99", unit: "ms" },
  };
}

/** Candidates that a chart of bars has room for. */
const barsMost = 30;

/** How the replications were divided among candidates. */
function spent({ candidates, spent, budget }: OptimizationOutcome): Chart & RangesChart {
  const shown = candidates.slice(0, barsMost);
  const rest = candidates.length - shown.length;
  const most = `The ${shown.length} candidates that were looked at longest`;
  return {
    ...{ kind: "ranges", title: rest > 0 ? `${most}, of ${candidates.length}: replications` : "Replications spent" },
    about: `${spent} of ${budget} replications. ${shown.map(({ values, replications }) => `${values.join(" · ")}: ${replications}`).join("; ")}`,
    unit: "count",
    bars: shown.map(({ values, replications, ...candidate }) => ({
      ...{ name: values.join(" · "), from: 0, to: replications, value: null },
      words: `${replications}, ${fateWords({ ...candidate, values, replications })}`,
    })),
  };
}

const tones: Partial<Readonly<Record<CandidateFate, Tone>>> = { best: "good", undecided: "open" };

function candidateTable(found: OptimizationOutcome): Block {
  const { axes, candidates } = found;
  const services = Object.keys(candidates[0].p99Ms);
  const first = axes.length;
  const row = (candidate: CandidateOutcome): readonly Cell[] => [
    ...candidate.values,
    { words: String(candidate.replications), by: candidate.replications },
    { words: costWords(candidate, found), by: candidate.cost.value ?? Number.NaN },
    { words: moreWords(candidate), by: candidate.costsMore.value ?? Number.NaN },
    ...services.map((name) => ({
      words: withInterval(candidate.p99Ms[name], formats.ms),
      by: candidate.p99Ms[name].value ?? Number.NaN,
    })),
    { words: fateWords(candidate), tone: tones[candidate.fate] ?? "plain" },
  ];
  return {
    ...{ kind: "table", caption: "Every candidate" },
    numbers: [0, 1, 2, ...services.map((_, index) => index + 3)].map((column) => first + column),
    header: [
      ...axes.map(({ path }) => shortPath(path, axes)),
      "replications",
      perWords(found),
      "more than the chosen",
      ...services.map((name) => (services.length === 1 ? "p99" : `${name} p99`)),
      "what became of it",
    ],
    rows: candidates.map(row),
  };
}
