import { sum } from "../../statistics/sum.js";
import type { Aspect } from "../aspect.js";
import type { EndName } from "../ends.js";
import { type Estimate, isSeen, plusMinus, withInterval } from "../estimates.js";
import type { ToldFields } from "../facts.js";
import type { Metric, ServiceRun } from "../metric.js";
import { nameWords, percent, quantity } from "../numbers.js";

/** Why requests fail, in the order of outcome.json. */
export const failureCauses = [
  "shed",
  "noCapacity",
  "queueFull",
  "timeout",
  "interrupted",
  "taskLost",
  "throttled",
  "unexpected",
] as const satisfies readonly EndName[];
export type FailureCause = (typeof failureCauses)[number];

/** Causes that only messages of a queue have; reported only for queues. */
export const messageCauses = ["deadLettered", "expired"] as const satisfies readonly EndName[];
type MessageCause = (typeof messageCauses)[number];

/** Every logical request ends once; the ends add up to `arrived`. */
export interface RequestFacts {
  readonly arrived: number;
  /** How many of the arrivals another service handed over; absent where none did. */
  readonly called?: number;
  readonly attempts: number;
  readonly completed: number;
  readonly degraded: number;
  readonly unfinished: number;
  readonly failedBy: Readonly<Record<FailureCause, number> & Partial<Record<MessageCause, number>>>;
}

/** The same of an outcome: means over replications where there are several. */
export interface RequestCounts extends RequestFacts {
  readonly failed: number;
}

declare module "../facts.js" {
  interface AspectFacts {
    readonly requests: RequestFacts;
  }
  interface MinuteColumns {
    readonly arrived: Float64Array;
    readonly completed: Float64Array;
    readonly degraded: Float64Array;
    readonly failed: Float64Array;
    readonly interrupted: Float64Array;
  }
  interface ServiceFields {
    readonly requests: RequestCounts;
    /** Shares of all arrivals that were answered in full, given a cheaper answer, and failed. */
    readonly completedShare: Estimate;
    readonly degradedShare: Estimate;
    readonly errorRate: Estimate;
  }
}

type RequestMetric = Metric<RequestFacts>;

type Shares = "completedShare" | "degradedShare" | "errorRate";

/** What became of the requests that arrived. */
export const requests: Aspect<"requests", "requests" | Shares> = {
  name: "requests",
  ofDemand: true,
  columns: [
    {
      ...{ name: "arrived", unit: "count", adds: "sum" },
      chart: { name: "traffic", shows: "load", perSecond: true, gather: "mean" },
    },
    { name: "completed", unit: "count", adds: "sum" },
    { name: "degraded", unit: "count", adds: "sum" },
    { name: "failed", unit: "count", adds: "sum" },
    { name: "interrupted", unit: "count", adds: "sum", isHidden: true },
  ],
  figures: [
    {
      ...{ title: "Traffic", shows: "load", unit: "count", perSecond: true },
      lines: [
        { column: "arrived", name: "arrived", as: "line", hasBand: true },
        { column: "completed", name: "completed", as: "line" },
        { column: "degraded", name: "degraded", as: "line" },
        { column: "failed", name: "failed", as: "line" },
      ],
    },
  ],
  metrics: [
    count("arrived", "Requests that arrived.", ({ arrived }) => arrived, "always"),
    count("attempts", "Requests and their retries.", ({ attempts }) => attempts, "never"),
    count("completed", "Requests answered in full.", ({ completed }) => completed, "always"),
    count("degraded", "Requests given a cheaper answer.", ({ degraded }) => degraded, "if seen"),
    count("unfinished", "Requests still open at the end of the run.", ({ unfinished }) => unfinished, "if seen"),
    count("failed", "Failed requests of any cause.", failed, "always"),
    ...failureCauses.map((cause) =>
      count(
        `failedBy.${cause}`,
        `Requests that failed by ${nameWords(cause)}.`,
        ({ failedBy }) => failedBy[cause],
        "if seen",
      ),
    ),
    ...messageCauses.map((cause) => ({
      ...count(
        `failedBy.${cause}`,
        `Messages that failed by being ${nameWords(cause)}.`,
        ({ failedBy }) => failedBy[cause] ?? Number.NaN,
        "if seen",
      ),
      ifTold: true as const,
    })),
    {
      field: "completedShare",
      unit: "ratio",
      most: () => 1,
      about: "Requests answered in full ÷ arrived.",
      ofDemand: true,
      fold: "estimate",
      value: ({ completed, arrived }) => completed / arrived,
      event: one,
    },
    {
      name: "errorRate",
      field: "errorRate",
      unit: "ratio",
      most: () => 1,
      about: "Failed requests of any cause ÷ arrived.",
      ofDemand: true,
      fold: "estimate",
      isHeadline: true,
      value: (own) => failed(own) / own.arrived,
      event: one,
      minute: (minutes, minute) => [minutes.failed[minute], minutes.arrived[minute]],
    },
    {
      name: "shedRate",
      field: "shedRate",
      unit: "ratio",
      most: () => 1,
      about: "Requests turned away by degradation ÷ arrived.",
      ofDemand: true,
      value: ({ failedBy, arrived }) => failedBy.shed / arrived,
      event: oneDegraded,
    },
    {
      name: "degradedShare",
      field: "degradedShare",
      unit: "ratio",
      most: () => 1,
      about: "Requests given a cheaper answer ÷ arrived.",
      ofDemand: true,
      fold: "estimate",
      value: ({ degraded, arrived }) => degraded / arrived,
      event: oneDegraded,
      minute: (minutes, minute) => [minutes.degraded[minute], minutes.arrived[minute]],
    },
  ],
  words: {
    flow: ({ requests }) => ({
      title: "Ends of requests",
      all: { name: "arrived", count: requests.arrived },
      ends: [
        { name: "completed", count: requests.completed },
        { name: "degraded", count: requests.degraded },
        ...Object.entries(requests.failedBy).map(([cause, count]) => ({ name: `failed: ${nameWords(cause)}`, count })),
        { name: "unfinished", count: requests.unfinished },
      ],
    }),
    headline: ({ errorRate }) => [["lost", `${withInterval(errorRate, percent)} of requests failed`]],
    rows: ({ requests, errorRate }) => [
      [
        "requests failed",
        `${plusMinus(requests.failed, quantity)} of ${plusMinus(requests.arrived, quantity)}, ${withInterval(errorRate, percent)}`,
      ],
    ],
    lines: (told) => [["requests", endsOf(told)]],
    cells: [
      { title: "arrived", of: ({ requests }) => plusMinus(requests.arrived, quantity) },
      { title: "failed", of: ({ errorRate }) => plusMinus(errorRate, percent) },
    ],
  },
};

/** Failed requests of any cause. */
export function failed({ failedBy }: Pick<RequestFacts, "failedBy">): number {
  return sum(Object.values(failedBy));
}

function count(
  name: string,
  about: string,
  value: RequestMetric["value"],
  compared: "always" | "if seen" | "never",
): RequestMetric {
  const as = name.startsWith("failedBy.") ? `failed by ${nameWords(name.slice("failedBy.".length))}` : name;
  return {
    ...{ field: `requests.${name}`, unit: "count", about, value, event: () => 1, ofDemand: true, fold: "mean" },
    ...(compared !== "never" && { compared: { as, grows: true, ...(compared === "if seen" && { ifSeen: true }) } }),
  };
}

function one({ arrived }: RequestFacts): number {
  return 1 / arrived;
}

function oneDegraded(own: RequestFacts, { facts }: ServiceRun): number {
  return facts.degradation?.isPossible === false ? 0 : one(own);
}

function endsOf({ requests, completedShare, degradedShare, errorRate }: Pick<ToldFields, "requests" | Shares>): string {
  const { arrived, attempts, degraded, unfinished, failedBy } = requests;
  const causes = [...failureCauses, ...messageCauses].flatMap((cause) => {
    const count = failedBy[cause];
    return count !== undefined && isSeen(count) ? [`${nameWords(cause)} ${plusMinus(count, quantity)}`] : [];
  });
  const retried = attempts.value === arrived.value ? "" : ` (${plusMinus(attempts, quantity)} attempts)`;
  return [
    `${plusMinus(arrived, quantity)} arrived${retried}`,
    `${plusMinus(completedShare, percent)} completed`,
    ...(isSeen(degraded) ? [`${plusMinus(degradedShare, percent)} degraded`] : []),
    `${plusMinus(errorRate, percent)} failed${causes.length === 0 ? "" : ` (${causes.join(", ")})`}`,
    ...(isSeen(unfinished) ? [`${plusMinus(unfinished, quantity)} unfinished`] : []),
  ].join(" · ");
}
