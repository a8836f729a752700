import { Histogram, type HistogramSnapshot } from "../../statistics/histogram.js";
import type { Aspect } from "../aspect.js";
import { type Estimate, plusMinus } from "../estimates.js";
import type { ToldFields } from "../facts.js";
import { byMinutes, columnPart, type Metric } from "../metric.js";
import { milliseconds, quantity, seconds } from "../numbers.js";
import { tellsQuantile } from "./latency.js";

/** The executions of a worker service in one run, in the reported time. */
export interface JobFacts {
  /** Executions that began, and how many of them were done. */
  readonly begun: number;
  readonly done: number;
  /** Executions that did not finish, by cause: the work itself failed, or its task ended. */
  readonly failed: number;
  readonly lost: number;
  /** The most at once. */
  readonly executingMost: number;
  /** Durations of finished executions, including the wait for a slot of the task, in microseconds. */
  readonly durations: HistogramSnapshot;
  /** How often the circuit breaker opened; the next field is how long it was not closed, in microseconds. */
  readonly openings: number;
  readonly openFor: number;
}

declare module "../facts.js" {
  interface AspectFacts {
    readonly jobs: JobFacts;
  }
  interface MinuteColumns {
    readonly executing: Float64Array;
  }
  interface ServiceFields {
    readonly jobs: {
      readonly begun: number;
      readonly done: number;
      readonly failed: number;
      readonly lost: number;
      readonly executing: { readonly mean: Estimate; readonly max: number };
      readonly executionMs: { readonly mean: Estimate; readonly p50: Estimate; readonly p99: Estimate };
      readonly circuitOpenings: Estimate;
      readonly circuitOpenS: Estimate;
    };
  }
}

type JobMetric = Metric<JobFacts>;

/** What the tasks of a worker service executed. */
export const jobs: Aspect<"jobs", "jobs"> = {
  name: "jobs",
  overDays: { executingMost: "most" },
  columns: [
    {
      ...{ name: "executing", unit: "count", adds: "last" },
      chart: { name: "executing", shows: "load", gather: "mean" },
    },
  ],
  figures: [
    {
      ...{ title: "Jobs", shows: "capacity", unit: "count" },
      lines: [{ column: "executing", name: "executing", as: "steps", hasBand: true }],
    },
  ],
  metrics: [
    count("begun", "Executions that began.", ({ begun }) => begun),
    count("done", "Executions that were done.", ({ done }) => done),
    count("failed", "Executions whose work failed.", ({ failed }) => failed),
    count("lost", "Executions that ended with their task.", ({ lost }) => lost),
    {
      name: "executing",
      field: "jobs.executing.mean",
      unit: "count",
      about: "Executions at once, mean over minutes.",
      fold: "estimate",
      isHeadline: true,
      ...byMinutes(columnPart(({ executing }) => executing)),
    },
    {
      name: "maxExecuting",
      field: "jobs.executing.max",
      unit: "count",
      about: "Executions at once, the most.",
      fold: "most",
      value: ({ executingMost }) => executingMost,
      grain: () => 1,
    },
    {
      ...execution("executionMean", "mean", "Mean time that an execution took."),
      value: ({ durations }) => Histogram.from(durations).mean / 1_000,
    },
    quantile("executionP50", "p50", 0.5),
    quantile("executionP99", "p99", 0.99),
    {
      name: "circuitOpenings",
      field: "jobs.circuitOpenings",
      unit: "count",
      about: "How often the circuit breaker opened.",
      fold: "estimate",
      value: ({ openings }) => openings,
    },
    {
      name: "circuitOpen",
      field: "jobs.circuitOpenS",
      unit: "s",
      about: "Time in which the circuit breaker was not closed.",
      fold: "estimate",
      value: ({ openFor }) => openFor / 1e6,
    },
  ],
  words: {
    rows: ({ jobs: { executing } }) => [
      ["executing", `${plusMinus(executing.mean, quantity)} on average, ${plusMinus(executing.max, quantity)} at most`],
    ],
    lines: ({ jobs }) => [
      ["executions", ends(jobs)],
      ...(jobs.circuitOpenings.value ? [["circuit", circuit(jobs)] as const] : []),
    ],
  },
};

function count(field: string, about: string, value: JobMetric["value"]): JobMetric {
  return { field: `jobs.${field}`, unit: "count", about, fold: "mean", value, event: () => 1 };
}

function execution(name: string, field: string, about: string): Omit<JobMetric, "value"> {
  return { name, field: `jobs.executionMs.${field}`, unit: "ms", about, fold: "estimate", grain: () => 1 };
}

function quantile(name: string, field: string, p: number): JobMetric {
  return {
    ...execution(name, field, `Time that ${100 * p} % of executions stay within.`),
    value: ({ durations }) => {
      const all = Histogram.from(durations);
      return tellsQuantile(all.count, p) ? all.quantile(p) / 1_000 : Number.NaN;
    },
  };
}

type Told = ToldFields["jobs"];

function ends({ begun, done, failed, lost, executing, executionMs }: Told): string {
  return [
    `${plusMinus(begun, quantity)} executions, ${plusMinus(done, quantity)} done, ${plusMinus(failed, quantity)} failed, ${plusMinus(lost, quantity)} lost with their task`,
    `${plusMinus(executing.mean, quantity)} at once on average, ${plusMinus(executing.max, quantity)} at most`,
    `took ${plusMinus(executionMs.p50, milliseconds)} (p50), ${plusMinus(executionMs.p99, milliseconds)} (p99)`,
  ].join(" · ");
}

function circuit({ circuitOpenings, circuitOpenS }: Told): string {
  return `opened ${plusMinus(circuitOpenings, quantity)} times, no work was taken for ${plusMinus(circuitOpenS, seconds)}`;
}
