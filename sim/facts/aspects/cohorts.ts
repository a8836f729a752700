import { Histogram, type HistogramSnapshot } from "../../statistics/histogram.js";
import type { Aspect } from "../aspect.js";
import { type Estimate, isSeen, plusMinus, withInterval } from "../estimates.js";
import type { ToldFields } from "../facts.js";
import type { Metric } from "../metric.js";
import { milliseconds, percent, quantity } from "../numbers.js";
import { tellsQuantile } from "./latency.js";
import type { ObservedRollout } from "./observed-rollout.js";
import { failed, type RequestFacts } from "./requests.js";

/**
 * Parts of the traffic while a canary runs: answered by the new revision, answered by the old one, and copied to the
 * new one.
 */
const names = ["canary", "baseline", "shadow"] as const;
type Cohort = (typeof names)[number];

/** Facts of one cohort in one run. */
export interface CohortRun {
  readonly requests: RequestFacts;
  /** Latencies of answers and timeouts, in microseconds. */
  readonly histogram: HistogramSnapshot;
  /** Running tasks of its revision, mean over the minutes of the canary; NaN without one. */
  readonly tasks: number;
}

/** Facts of the canaries of one run. */
export interface CohortFacts extends Readonly<Record<Cohort, CohortRun>> {
  /** The largest share of the traffic that a canary came to. */
  readonly shareReached: number;
  /** How long a canary received traffic or copies of it, in minutes. */
  readonly minutes: number;
  /** Number of canaries that each abort rule ended, by rule. */
  readonly abortedBy: Readonly<Record<string, number>>;
  /** Minutes from the first request of the first aborted canary to its abort; NaN when none was aborted. */
  readonly abortedAfter: number;
  readonly promoted: number;
  /** Present when the rollout is only observed and no rule may end it. */
  readonly observed?: ObservedRollout;
}

interface CohortFields {
  readonly requests: Estimate;
  readonly errorRate: Estimate;
  readonly p50Ms: Estimate;
  readonly p99Ms: Estimate;
  readonly tasks: Estimate;
}

declare module "../facts.js" {
  interface AspectFacts {
    readonly cohorts: CohortFacts;
  }
  interface MinuteColumns {
    readonly canaryArrived: Float64Array;
    readonly canaryFailed: Float64Array;
    /** NaN in minutes in which none of its requests ended. */
    readonly canaryP99Ms: Float64Array;
    readonly baselineP99Ms: Float64Array;
    readonly canaryTasks: Float64Array;
  }
  interface ServiceFields {
    readonly cohorts: Readonly<Record<Cohort, CohortFields>> & {
      /** Share of runs in which a canary was aborted, and in which one got all of the traffic. */
      readonly aborted: Estimate;
      readonly promoted: Estimate;
      readonly shareReached: Estimate;
      readonly minutes: Estimate;
      readonly abortedAfterMinutes: Estimate;
      /** Share of all requests that a canary answered. */
      readonly exposure: Estimate;
      /** Canaries aborted per run, on average, by rule. */
      readonly abortedBy: Readonly<Record<string, number>>;
    };
  }
}

type CohortMetric = Metric<CohortFacts>;

/** What became of canaries, and of the requests of each revision while a canary ran. */
export const cohorts: Aspect<"cohorts", "cohorts"> = {
  name: "cohorts",
  overDays: {
    ...{ shareReached: "most", abortedAfter: "mean", observed: (days) => days[0].value },
    ...{ canary: { tasks: "mean" }, baseline: { tasks: "mean" }, shadow: { tasks: "mean" } },
  },
  columns: [
    { name: "canaryArrived", unit: "count", adds: "sum" },
    { name: "canaryFailed", unit: "count", adds: "sum" },
    { name: "canaryP99Ms", unit: "ms", adds: "ratio" },
    { name: "baselineP99Ms", unit: "ms", adds: "ratio" },
    { name: "canaryTasks", unit: "count", adds: "last" },
  ],
  figures: [
    {
      ...{ title: "Canary and baseline", shows: "effect", unit: "ms" },
      lines: [
        { column: "canaryP99Ms", name: "p99 of the canary", as: "line", hasBand: true },
        { column: "baselineP99Ms", name: "p99 of the baseline", as: "line", hasBand: true },
      ],
    },
    {
      ...{ title: "Canary", shows: "capacity", unit: "count" },
      lines: [{ column: "canaryTasks", name: "tasks of the canary", as: "steps" }],
    },
  ],
  metrics: [
    {
      ...ofRollout("aborted", "aborted", "ratio", "Share of runs in which a canary was aborted."),
      isHeadline: true,
      value: ({ abortedBy }) => Math.min(1, Object.values(abortedBy).length),
      event: () => 1,
      most: () => 1,
    },
    {
      ...ofRollout("promoted", "promoted", "ratio", "Share of runs in which a canary came to all of the traffic."),
      value: ({ promoted }) => Math.min(1, promoted),
      grain: () => 1,
      most: () => 1,
    },
    {
      ...ofRollout("shareReached", "shareReached", "ratio", "The largest share of the traffic that a canary came to."),
      value: ({ shareReached }) => shareReached,
      grain: () => 1,
      most: () => 1,
    },
    {
      ...ofRollout("canaryMinutes", "minutes", "min", "How long a canary got traffic, or copies of it."),
      value: ({ minutes }) => minutes,
      grain: () => 1,
    },
    {
      ...ofRollout("abortedAfter", "abortedAfterMinutes", "min", "From a canary's first request until it was aborted."),
      value: ({ abortedAfter }) => abortedAfter,
      grain: () => 1,
    },
    {
      ...ofRollout("exposure", "exposure", "ratio", "Requests answered by a canary ÷ arrived."),
      value: ({ canary }, { facts }) => canary.requests.arrived / (facts.requests?.arrived ?? Number.NaN),
      grain: (_, { facts }) => 1 / (facts.requests?.arrived ?? Number.NaN),
      most: () => 1,
    },
    ...names.flatMap(metricsOf),
  ],
  tallies: [{ field: "cohorts.abortedBy", counts: ({ abortedBy }) => abortedBy }],
  words: {
    rows: ({ cohorts: { aborted } }) => [["canary aborted", `${withInterval(aborted, percent)} of runs`]],
    lines: ({ cohorts: told }) => [
      ["canary", rolloutWords(told)],
      ...names
        .filter((cohort) => isSeen(told[cohort].requests))
        .map((cohort) => [`  ${cohort}`, cohortWords(told[cohort])] as const),
      ...(Object.keys(told.abortedBy).length > 0 ? [["  by rule", ruleWords(told.abortedBy)] as const] : []),
    ],
  },
};

function ofRollout(
  name: string,
  field: string,
  unit: CohortMetric["unit"],
  about: string,
): Omit<CohortMetric, "value"> & { readonly name: string } {
  return { name, field: `cohorts.${field}`, unit, about, fold: "estimate" };
}

function metricsOf(cohort: Cohort): readonly CohortMetric[] {
  const of = (name: string, unit: CohortMetric["unit"], about: string, field = name) => ({
    ...{ name: `${cohort}.${name}`, field: `cohorts.${cohort}.${field}`, unit, about: `${about} (${cohort}).` },
    fold: "estimate" as const,
  });
  const quantile = (name: string, p: number): CohortMetric => ({
    ...of(name, "ms", `Latency that ${p * 100} % of its requests stay within while a canary runs`, `${name}Ms`),
    isPositive: true,
    value: (own) => {
      const all = Histogram.from(own[cohort].histogram);
      return tellsQuantile(all.count, p) ? all.quantile(p) / 1_000 : Number.NaN;
    },
  });
  return [
    {
      ...of("requests", "count", "Its requests while a canary runs"),
      value: (own) => own[cohort].requests.arrived,
      grain: (own) => Number(own[cohort].requests.arrived > 0),
    },
    {
      ...of("errorRate", "ratio", "Its failed requests of any cause ÷ those that arrived while a canary runs"),
      value: (own) => failed(own[cohort].requests) / own[cohort].requests.arrived,
      event: (own) => 1 / own[cohort].requests.arrived,
      most: () => 1,
    },
    quantile("p50", 0.5),
    quantile("p99", 0.99),
    {
      ...of("tasks", "count", "Running tasks of its revision, mean over the minutes of a canary"),
      value: (own) => own[cohort].tasks,
      grain: () => 1,
    },
  ];
}

function rolloutWords(told: ToldFields["cohorts"]): string {
  return [
    `aborted in ${withInterval(told.aborted, percent)} of runs`,
    `all traffic in ${plusMinus(told.promoted, percent)}`,
    `came to ${plusMinus(told.shareReached, percent)} of traffic`,
    `${plusMinus(told.minutes, quantity)} min`,
    `${withInterval(told.exposure, percent)} of requests seen`,
  ].join(" · ");
}

function cohortWords({ requests, errorRate, p50Ms, p99Ms, tasks }: CohortFields): string {
  return [
    `${plusMinus(requests, quantity)} requests`,
    `p50 ${plusMinus(p50Ms, milliseconds)}`,
    `p99 ${withInterval(p99Ms, milliseconds)}`,
    `${withInterval(errorRate, percent)} failed`,
    ...(tasks.value === null ? [] : [`${plusMinus(tasks, quantity)} tasks`]),
  ].join(" · ");
}

function ruleWords(abortedBy: ToldFields["cohorts"]["abortedBy"]): string {
  return Object.entries(abortedBy)
    .map(([rule, runs]) => `${rule} (${plusMinus(runs, percent)} of runs)`)
    .join(", ");
}
