import { Histogram, type HistogramSnapshot } from "../../statistics/histogram.js";
import { sum } from "../../statistics/sum.js";
import type { Aspect, Line } from "../aspect.js";
import { type Estimate, isSeen, plusMinus, withInterval } from "../estimates.js";
import type { ToldFields } from "../facts.js";
import { byMinutes, columnPart, type Metric, nearestRank, type ServiceRun } from "../metric.js";
import { nameWords, percent, quantity, seconds } from "../numbers.js";
import { tellsQuantile } from "./latency.js";

/** The runs that a launcher was asked for in one run of the scenario; durations in microseconds. */
export interface LauncherFacts {
  /** Every one succeeds, fails by its last cause, is dead and not found, or is not over. */
  readonly arrived: number;
  readonly succeeded: number;
  readonly failedBy: Readonly<Record<string, number>>;
  /** Dead, and still RUNNING in the database at the end. */
  readonly neverResolved: number;
  readonly unfinished: number;
  /** Runs that arrived and that succeeded, by flow. */
  readonly flows: Readonly<Record<string, { readonly arrived: number; readonly succeeded: number }>>;
  /** Launches, each with its task where it got one. */
  readonly attempts: number;
  /** Attempts that died without a word. */
  readonly died: number;
  /** How many of the detected deaths could no longer be described by the API. */
  readonly missing: number;
  /** Tasks of flows in attempts that are over. */
  readonly tasks: Readonly<Record<TaskEnd, number>>;
  /** From arrival to the start of the first task. */
  readonly timeToStart: HistogramSnapshot;
  /** From a death to the pass that detected it, over the detected ones. */
  readonly timeToDetect: HistogramSnapshot;
  /** From arrival to success. */
  readonly completion: HistogramSnapshot;
}

/** How a task of a flow ends: `skipped` behind a failed one, `cancelled` behind SIGTERM, `lost` when its run died. */
export const taskEnds = ["done", "failed", "skipped", "cancelled", "lost"] as const;
export type TaskEnd = (typeof taskEnds)[number];

interface Durations {
  readonly p50: Estimate;
  readonly p99: Estimate;
}

declare module "../facts.js" {
  interface AspectFacts {
    readonly runs: LauncherFacts;
  }
  interface MinuteColumns {
    readonly runsArrived: Float64Array;
    readonly runsSucceeded: Float64Array;
    readonly runsFailed: Float64Array;
    /** Dead runs that nobody has found at the end of the minute. */
    readonly runsUnnoticed: Float64Array;
  }
  interface ServiceFields {
    readonly runs: {
      readonly arrived: number;
      readonly succeeded: number;
      readonly failed: number;
      /** Failed runs by the cause of their last attempt; causes that did not occur are absent. */
      readonly failedBy: Readonly<Record<string, number>>;
      readonly unfinished: number;
      readonly neverResolved: Estimate;
      readonly failureRate: Estimate;
      readonly attempts: number;
      readonly died: number;
      readonly detected: number;
      readonly missing: Estimate;
      readonly tasks: Readonly<Record<TaskEnd, number>>;
      readonly timeToStartS: Durations;
      readonly completionS: Durations;
      readonly timeToDetectS: Durations & { readonly mean: Estimate; readonly max: Estimate };
      /** Share of dead attempts that were detected within ten minutes. */
      readonly foundWithin10m: Estimate;
      readonly unnoticed: { readonly mean: number; readonly max: number };
    };
  }
}

type RunMetric = Metric<LauncherFacts>;

const tenMinutes = 600e6;

/** What became of runs, and when somebody knew. */
export const runs: Aspect<"runs", "runs"> = {
  name: "runs",
  ofDemand: true,
  columns: [
    {
      ...{ name: "runsArrived", unit: "count", adds: "sum" },
      chart: { name: "runs", shows: "load", gather: "mean" },
    },
    { name: "runsSucceeded", unit: "count", adds: "sum" },
    { name: "runsFailed", unit: "count", adds: "sum" },
    {
      ...{ name: "runsUnnoticed", unit: "count", adds: "last" },
      chart: { name: "not found", shows: "effect", gather: "largest" },
    },
  ],
  figures: [
    {
      ...{ title: "Runs", shows: "load", unit: "count", perSecond: true },
      lines: [
        { column: "runsArrived", name: "asked for", as: "line", hasBand: true },
        { column: "runsSucceeded", name: "succeeded", as: "line" },
        { column: "runsFailed", name: "failed", as: "line" },
      ],
    },
    {
      ...{ title: "Dead runs that nobody has found", shows: "effect", unit: "count" },
      lines: [{ column: "runsUnnoticed", name: "not found yet", as: "steps", hasBand: true }],
    },
  ],
  metrics: [
    count("arrived", "Runs that were asked for.", ({ arrived }) => arrived),
    count("succeeded", "Runs that succeeded.", ({ succeeded }) => succeeded),
    loss("failed", "Runs that failed for good.", failed),
    count("unfinished", "Runs that were not over at the end.", ({ unfinished }) => unfinished),
    count("attempts", "Launches: runs and their retries.", ({ attempts }) => attempts),
    loss("died", "Attempts that died without a word.", ({ died }) => died),
    loss("detected", "Dead attempts that the reconciler found.", detected),
    {
      ...loss("missing", "Dead attempts found too late to be described.", ({ missing }) => missing),
      fold: "estimate",
    },
    {
      ...loss("neverResolved", "Dead runs that nobody found.", ({ neverResolved }) => neverResolved),
      fold: "estimate",
      isHeadline: true,
    },
    {
      ...{ name: "failureRate", field: "runs.failureRate", unit: "ratio", fold: "estimate", ofDemand: true },
      about: "Runs that failed for good or are dead and not found ÷ arrived.",
      isHeadline: true,
      value: (own) => (failed(own) + own.neverResolved) / own.arrived,
      event: ({ arrived }) => 1 / arrived,
      most: () => 1,
    },
    ...taskEnds.map((end) => count(`tasks.${end}`, `Tasks of flows that were ${end}.`, ({ tasks }) => tasks[end])),
    ...durations("timeToStart", "from a run's arrival to its first task", ({ timeToStart }) => timeToStart),
    ...durations("completion", "from a run's arrival to its success", ({ completion }) => completion),
    ...durations(
      "timeToDetect",
      "from the death of a run to the pass that found it",
      ({ timeToDetect }) => timeToDetect,
    ),
    {
      ...ofDetection("mean", "The mean time from the death of a run to the pass that found it."),
      value: ({ timeToDetect }) => Histogram.from(timeToDetect).mean / 1e6,
    },
    {
      ...ofDetection("max", "The longest time from the death of a run to the pass that found it."),
      value: ({ timeToDetect: { counts, max } }) => (counts.length === 0 ? Number.NaN : max / 1e6),
    },
    {
      ...{ name: "foundWithin10m", field: "runs.foundWithin10m", unit: "ratio", fold: "estimate", ofDemand: true },
      about: "Dead attempts that were found within ten minutes ÷ those that were found or never will be.",
      value: (own) => Histogram.from(own.timeToDetect).countAtMost(tenMinutes) / (detected(own) + own.neverResolved),
      grain: (own) => 1 / (detected(own) + own.neverResolved),
      most: () => 1,
    },
    {
      ...{ name: "unnoticed", field: "runs.unnoticed.mean", unit: "count", fold: "mean" },
      about: "Dead runs that nobody had found, mean over minutes.",
      ...byMinutes(columnPart(({ runsUnnoticed }) => runsUnnoticed)),
    },
    {
      ...{ name: "unnoticed.max", field: "runs.unnoticed.max", unit: "count", fold: "most" },
      about: "The most dead runs that nobody had found at the end of a minute.",
      value: (_, { facts }) => nearestRank(facts.minutes.runsUnnoticed, 1),
    },
  ],
  tallies: [{ field: "runs.failedBy", counts: ({ failedBy }) => failedBy }],
  words: {
    flow: ({ runs }) => ({
      title: "Ends of runs",
      all: { name: "arrived", count: runs.arrived },
      ends: [
        { name: "succeeded", count: runs.succeeded },
        ...Object.entries(runs.failedBy).map(([cause, count]) => ({ name: `failed: ${nameWords(cause)}`, count })),
        { name: "not over", count: runs.unfinished },
      ],
    }),
    headline: ({ runs }) => [
      ["lost", `${withInterval(runs.failureRate, percent)} of runs failed`],
      ...(runs.neverResolved.value
        ? [["lost", `${plusMinus(runs.neverResolved, quantity)} dead and not found`] as const]
        : []),
    ],
    rows: ({ runs }) => [
      ["runs failed", `${plusMinus(runs.failed, quantity)} of ${plusMinus(runs.arrived, quantity)}`],
      ...(isSeen(runs.died) ? [["dead runs found", detectWords(runs)] as const] : []),
    ],
    lines,
    cells: [
      { title: "runs", of: ({ runs }) => plusMinus(runs.arrived, quantity) },
      { title: "runs failed", of: ({ runs }) => plusMinus(runs.failureRate, percent) },
    ],
  },
};

function failed({ failedBy }: LauncherFacts): number {
  return sum(Object.values(failedBy));
}

/** Dead attempts that the reconciler found, described or not. */
function detected({ timeToDetect }: LauncherFacts): number {
  return sum(timeToDetect.counts);
}

function count(name: string, about: string, value: RunMetric["value"]): RunMetric {
  const field = `runs.${name}`;
  return { ...{ name: field, field, unit: "count", about, value, fold: "mean", ofDemand: true } };
}

function loss(name: string, about: string, value: RunMetric["value"]): RunMetric {
  return { ...count(name, about, value), event: () => 1 };
}

function durations(name: string, what: string, read: (own: LauncherFacts) => HistogramSnapshot): readonly RunMetric[] {
  return [0.5, 0.99].map((p): RunMetric => {
    const quantile = `p${p * 100}`;
    return {
      ...{
        name: `${name}.${quantile}`,
        field: `runs.${name}S.${quantile}`,
        unit: "s",
        fold: "estimate",
        ofDemand: true,
      },
      about: `The time ${what} that ${p * 100} % stay within.`,
      isPositive: true,
      grain: () => 1,
      value: (own) => {
        const all = Histogram.from(read(own));
        return tellsQuantile(all.count, p) ? all.quantile(p) / 1e6 : Number.NaN;
      },
    };
  });
}

function ofDetection(end: "mean" | "max", about: string): Omit<RunMetric, "value"> {
  return {
    ...{ name: `timeToDetect.${end}`, field: `runs.timeToDetectS.${end}`, unit: "s", fold: "estimate", about },
    ...{ ofDemand: true, isPositive: true, grain: (_: LauncherFacts, __: ServiceRun) => 1 },
  };
}

type Told = Pick<ToldFields, "runs">;

function lines({ runs }: Told): readonly Line[] {
  const { failedBy, tasks, timeToStartS, completionS } = runs;
  const causes = Object.entries(failedBy).map(([cause, count]) => `${nameWords(cause)} ${plusMinus(count, quantity)}`);
  const others = taskEnds
    .filter((end) => end !== "done" && isSeen(tasks[end]))
    .map((end) => `${plusMinus(tasks[end], quantity)} ${end}`);
  return [
    [
      "runs",
      [
        `${plusMinus(runs.arrived, quantity)} arrived (${plusMinus(runs.attempts, quantity)} launches)`,
        `${plusMinus(runs.succeeded, quantity)} succeeded`,
        `${plusMinus(runs.failed, quantity)} failed${causes.length === 0 ? "" : ` (${causes.join(", ")})`}`,
        ...(isSeen(runs.unfinished) ? [`${plusMinus(runs.unfinished, quantity)} not over`] : []),
      ].join(" · "),
    ],
    ...(others.length > 0
      ? [["run tasks", [`${plusMinus(tasks.done, quantity)} done`, ...others].join(" · ")] as const]
      : []),
    [
      "run times",
      `to the first task p50 ${plusMinus(timeToStartS.p50, seconds)}, p99 ${plusMinus(timeToStartS.p99, seconds)} · ` +
        `to success p50 ${plusMinus(completionS.p50, seconds)}, p99 ${plusMinus(completionS.p99, seconds)}`,
    ],
    ...(isSeen(runs.died) ? [["dead runs", `${detectWords(runs)} · ${backlogWords(runs)}`] as const] : []),
  ];
}

/** The words about detection; also used for one demand, whose unnoticed runs are not counted. */
function detectWords(runs: Omit<ToldFields["runs"], "unnoticed">): string {
  const { timeToDetectS, foundWithin10m, missing, neverResolved } = runs;
  return [
    `${plusMinus(runs.died, quantity)} died without a word`,
    `found after p50 ${plusMinus(timeToDetectS.p50, seconds)}, p99 ${plusMinus(timeToDetectS.p99, seconds)}, at most ${plusMinus(timeToDetectS.max, seconds)}`,
    `${plusMinus(foundWithin10m, percent)} within 10 min`,
    ...(missing.value ? [`${withInterval(missing, quantity)} too late to be described`] : []),
    `never ${withInterval(neverResolved, quantity)}`,
  ].join(" · ");
}

function backlogWords({ unnoticed }: ToldFields["runs"]): string {
  return `backlog mean ${plusMinus(unnoticed.mean, quantity)}, at most ${plusMinus(unnoticed.max, quantity)}`;
}
