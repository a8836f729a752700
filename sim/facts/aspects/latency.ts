import { bucketsPerDoubling, Histogram, type HistogramSnapshot } from "../../statistics/histogram.js";
import type { Aspect, Line, View } from "../aspect.js";
import { ascending, type Estimate, interval, isSeen, plain, plusMinus, predicted, withInterval } from "../estimates.js";
import type { ServiceFields, ToldFields } from "../facts.js";
import { concatenated, type Metric } from "../metric.js";
import { milliseconds } from "../numbers.js";

/** The statistics of latency that are reported. */
export const latencyFields = ["mean", "p50", "p90", "p95", "p99", "p999", "max"] as const;
export type LatencyField = (typeof latencyFields)[number];

/** Latencies of completed, degraded and timed-out requests, from the first intended send to the final answer. */
export interface LatencyFacts {
  /** Latencies in microseconds. */
  readonly histogram: HistogramSnapshot;
  /** The longest that a client waits for an answer, retries and pauses included, in microseconds; infinite if nobody knows. */
  readonly longest: number;
  /**
   * For each latency limit that an objective names: requests answered within it (completed or degraded), per minute.
   */
  readonly within: readonly { readonly limit: number; readonly answered: Float64Array }[];
}

declare module "../facts.js" {
  interface AspectFacts {
    readonly latency: LatencyFacts;
  }
  interface MinuteColumns {
    /** Over the requests that were answered or timed out in the minute; NaN when there were none. */
    readonly p50Ms: Float64Array;
    readonly p99Ms: Float64Array;
  }
  interface ServiceFields {
    /** Over the requests that were answered or timed out. */
    readonly latencyMs: Readonly<Record<LatencyField, Estimate>>;
    /** The latency within which 99 % of all that arrived were answered; null where fewer were, as objectives count them. */
    readonly arrivedP99Ms: Estimate;
    /** The p99 of what was answered or timed out in all runs together; absent where classes of nights are simulated apart. */
    readonly pooledP99Ms?: Estimate;
  }
}

type LatencyMetric = Metric<LatencyFacts>;

/** How long requests took. */
export const latency: Aspect<"latency", "latencyMs"> = {
  name: "latency",
  overDays: {
    longest: "most",
    within: (days) =>
      days[0].value.map(({ limit }, at) => ({
        limit,
        answered: concatenated(days.map(({ value }) => value[at].answered)),
      })),
  },
  ofDemand: true,
  columns: [
    { name: "p50Ms", unit: "ms", adds: "ratio" },
    { name: "p99Ms", unit: "ms", adds: "ratio", chart: { name: "p99", shows: "effect", gather: "largest" } },
  ],
  figures: [
    {
      ...{ title: "Latency", shows: "effect", unit: "ms", limitedBy: ["p50", "p99"] },
      lines: [
        { column: "p50Ms", name: "p50", as: "line", hasBand: true },
        { column: "p99Ms", name: "p99", as: "line", hasBand: true },
      ],
    },
  ],
  metrics: [
    {
      ...ofHistogram("meanLatency", "mean", "Mean latency."),
      value: ({ histogram }) => Histogram.from(histogram).mean / 1_000,
      grain: oneBucket(({ mean }) => mean),
    },
    quantile("p50", 0.5, { isHeadline: true }),
    quantile("p90", 0.9),
    quantile("p95", 0.95),
    quantile("p99", 0.99, { isHeadline: true, bracketedAs: "p99" }),
    quantile("p999", 0.999),
    {
      ...ofHistogram("maxLatency", "max", "The longest latency."),
      value: ({ histogram }) => (histogram.counts.length === 0 ? Number.NaN : histogram.max / 1_000),
      grain: oneBucket(({ max }) => max),
    },
    {
      field: "arrivedP99Ms",
      unit: "ms",
      about: "Latency within which 99 % of all that arrived were answered.",
      fold: "estimate",
      value: (own, { facts }) => arrivedQuantile(own, facts.requests?.arrived ?? Number.NaN, 0.99),
      grain: oneBucket((histogram) => histogram.quantile(0.99)),
      most: longest,
      isPositive: true,
    },
  ],
  arrange: ({ latencyMs }, runs) => ({ latencyMs: inOrder(latencyMs, runs) }),
  words: {
    headline: (told) => [["p99", p99Words(told)]],
    rows,
    lines: pooledLine,
    table: ({ latencyMs }) => ({ sides: "llrrr", rows: tableOf(latencyMs) }),
    cells: [
      { title: "p50", of: ({ latencyMs }) => plusMinus(latencyMs.p50, milliseconds) },
      { title: "p99", of: ({ latencyMs }) => plain(latencyMs.p99, milliseconds) },
      { title: "95 % interval", of: ({ latencyMs }) => interval(latencyMs.p99, milliseconds) },
    ],
  },
};

/** A quantile is reported from this many requests beyond it on. */
const beyondMin = 20;

/** The fewest requests that support the p-quantile: n(1 − p) ≥ 20. */
export function quantileRequestsMin(p: number): number {
  return Math.round(beyondMin / (1 - p));
}

/** Whether so many requests tell a quantile. */
export function tellsQuantile(count: number, p: number): boolean {
  return count >= quantileRequestsMin(p);
}

/**
 * The latency in milliseconds that a share p of *arrived* requests stays within: one that got no answer is slower than
 * all that did. Infinite where fewer than that were answered, NaN where the run has too few to tell.
 */
export function arrivedQuantile({ histogram }: LatencyFacts, arrived: number, p: number): number {
  if (!tellsQuantile(arrived, p)) return Number.NaN;
  const answered = Histogram.from(histogram);
  const rank = (p * arrived) / answered.count;
  return rank > 1 ? Number.POSITIVE_INFINITY : answered.quantile(rank) / 1_000;
}

function quantile(
  name: LatencyField,
  p: number,
  told: Pick<LatencyMetric, "isHeadline" | "bracketedAs"> = {},
): LatencyMetric {
  return {
    ...ofHistogram(name, name, `Latency that ${Number((p * 100).toFixed(1))} % of requests stay within.`),
    ...told,
    quantile: p,
    value: ({ histogram }) => {
      const all = Histogram.from(histogram);
      return tellsQuantile(all.count, p) ? all.quantile(p) / 1_000 : Number.NaN;
    },
    grain: oneBucket((all) => all.quantile(p)),
  };
}

function ofHistogram(name: string, field: LatencyField, about: string): Omit<LatencyMetric, "value"> {
  const compared = { as: nameOf(field) };
  return {
    name,
    field: `latencyMs.${field}`,
    unit: "ms",
    about,
    ofDemand: true,
    fold: "estimate",
    compared,
    most: longest,
    isPositive: true,
  };
}

function longest({ longest }: LatencyFacts): number {
  return longest / 1_000;
}

/** The next bucket of the histogram: what differs less is not seen. */
function oneBucket(read: (all: Histogram) => number): LatencyMetric["grain"] {
  return ({ histogram }) => read(Histogram.from(histogram)) / bucketsPerDoubling / 1_000;
}

const ascendingFields = ["p50", "p90", "p95", "p99", "p999", "max"] as const;
/** The fewest runs that can show how the longest latency scatters. */
const maximumRunsMin = 5;

/** Quantiles ascend in every run, and so do the ends of what is said of them. */
function inOrder(latencyMs: ServiceFields["latencyMs"], runs: number): ServiceFields["latencyMs"] {
  const { max } = latencyMs;
  const known = runs < maximumRunsMin ? { ...max, low: null, high: null, predictedRange: null } : max;
  const ordered = ascending(ascendingFields.map((field) => (field === "max" ? known : latencyMs[field])));
  return { ...latencyMs, ...Object.fromEntries(ascendingFields.map((field, index) => [field, ordered[index]])) };
}

type Told = Pick<ToldFields, "latencyMs"> & Partial<ToldFields>;

/** "p99.9" of the field "p999". */
export function nameOf(field: LatencyField): string {
  return field === "p999" ? "p99.9" : field;
}

/** The requests that latencies are of; objectives are about all that arrived. */
const answeredRequests = "requests answered or timed out";

function p99Words(told: Told): string {
  const { p99 } = told.latencyMs;
  if (p99.value === null) return "– (too few requests for a p99)";
  const oneRun = predicted(p99, milliseconds);
  const arrived = arrivedWords(told);
  return [
    withInterval(p99, milliseconds) + (arrived === "" ? "" : ` of ${answeredRequests}`),
    ...(oneRun === "" ? [] : [`one run ${oneRun}`]),
    ...(arrived === "" ? [] : [arrived]),
  ].join(" · ");
}

/** p99 of all that arrived, where it is another number than that of the answered ones; else nothing. */
function arrivedWords({ latencyMs: { p99 }, arrivedP99Ms, requests }: Told): string {
  if (p99.value === null || arrivedP99Ms === undefined || requests === undefined || !isSeen(requests.arrived))
    return "";
  if (arrivedP99Ms.value === null) {
    const isRare = requests.failed.value! < 0.01 * requests.arrived.value!; // one run without an answer leaves the mean without an end
    return `of all that arrived, fewer than 99 % were answered${isRare ? " in some runs" : ""}`;
  }
  const isSame = milliseconds(arrivedP99Ms.value) === milliseconds(p99.value);
  return isSame ? "" : `${withInterval(arrivedP99Ms, milliseconds)} of all that arrived`;
}

function rows(told: Told, view: View): readonly Line[] {
  const { p50, p99 } = told.latencyMs;
  const p99Row: Line = ["p99", withInterval(p99, milliseconds)];
  if (view === "demand") return [p99Row];
  const arrived = arrivedWords(told);
  const both: Line = ["p50 · p99", `${plusMinus(p50, milliseconds)} · ${plusMinus(p99, milliseconds)}`];
  return [
    view === "observed" ? both : p99Row,
    ...(arrived === ""
      ? []
      : [["p99 counting all that arrived", `${arrived}; p99 above is of ${answeredRequests}`] as const]),
    ...(view === "observed" || p99.predictedRange === null
      ? []
      : [["p99 of one run", predicted(p99, milliseconds)] as const]),
  ];
}

/** The p99 over all runs together, shown only when it lies outside the interval of the mean over runs. */
function pooledLine({ latencyMs: { p99 }, pooledP99Ms }: Told): readonly Line[] {
  const pooled = pooledP99Ms?.value ?? null;
  if (pooledP99Ms === undefined || pooled === null || p99.low === null || p99.high === null) return [];
  if (pooled >= p99.low && pooled <= p99.high) return [];
  return [["p99", `of all runs together ${withInterval(pooledP99Ms, milliseconds)}`]];
}

function tableOf(latencyMs: ToldFields["latencyMs"]): readonly (readonly string[])[] {
  const isReplicated = latencyMs.mean.low !== null;
  return [
    ["latency  ", "", "", ...(isReplicated ? ["95 % interval", "one run"] : [])],
    ...latencyFields.map((field) => {
      const estimate = latencyMs[field];
      const limits = [interval(estimate, milliseconds), predicted(estimate, milliseconds)];
      return ["", nameOf(field), plain(estimate, milliseconds), ...limits];
    }),
  ];
}
