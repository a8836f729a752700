import type { AuditCheck } from "../../sim/outcome/measured.js";
import {
  Histogram,
  type HistogramSnapshot,
  kolmogorovSmirnovOfTwo,
  kolmogorovSmirnovUniform,
} from "../../sim/statistics/index.js";
import { ExpectedShare } from "../record/expected-share.js";
import type { DemandFacts } from "../record/load-facts.js";
import type { DemandSnapshot } from "../record/snapshot.js";
import { CountedWindows, windowLength } from "../record/windows.js";
import { type AuditLimits, checked, milliseconds, percent } from "./check.js";

/**
 * Checks with a Kolmogorov-Smirnov test whether the send times follow the arrivals that were asked for, on a clock on
 * which every rate curve is flat. Poisson arrivals are compared with the process itself, others with the schedule.
 */
export function auditArrivals({ facts, count, intended, sent }: AuditedDemand, limits: AuditLimits): AuditCheck {
  const { pValueMin, requestsMin } = limits;
  const check = { name: `${facts.name}: send times`, limit: `p >= ${pValueMin}`, unit: "p" as const };
  if (count < requestsMin) return { ...check, value: null, passed: true, detail: "too few sends for a test" };
  const toSchedule = kolmogorovSmirnovOfTwo(sent, intended);
  const toAsked = facts.isPoisson ? kolmogorovSmirnovUniform(sent) : toSchedule;
  const fromPoisson = facts.isPoisson ? `${percent(toAsked.statistic)} from a Poisson process, ` : "";
  const isRareSeed = facts.isPoisson && kolmogorovSmirnovUniform(intended).pValue < pValueMin;
  return checked({
    ...check,
    value: toAsked.pValue,
    passed: toAsked.pValue >= pValueMin,
    detail: `at most ${fromPoisson}${percent(toSchedule.statistic)} from the schedule`,
    remedy: isRareSeed ? "this seed gives an unusual schedule: use another seed" : "see lag and dispersion",
  });
}

/** Window lengths of 100 ms, 1 s and 10 s, as multiples of the counted window. */
const scales = [
  { name: "100 ms", windows: 1 },
  { name: "1 s", windows: 10 },
  { name: "10 s", windows: 100 },
] as const;

/**
 * Checks whether sends were as bunched as they were asked to be, at every scale: bunches build queues, gaps hide them.
 */
export function auditDispersion({ facts, count, windows }: AuditedDemand, limits: AuditLimits): AuditCheck {
  const { waitingChange, requestsMin } = limits;
  const check = { name: `${facts.name}: dispersion`, limit: `<= ${percent(waitingChange)}`, unit: "ratio" as const };
  if (count < requestsMin) return { ...check, value: null, passed: true, detail: "too few sends to tell" };
  const indices = scales.map(({ name, windows: length }) => ({
    name,
    sent: dispersionIndex(windows, windows.sent, length),
    intended: dispersionIndex(windows, windows.intended, length),
  }));
  const value = Math.max(...indices.map(({ sent, intended }) => Math.abs((sent + 1) / (intended + 1) - 1)));
  const told = indices.map(({ name, sent, intended }) => `${sent.toFixed(2)} of ${intended.toFixed(2)} at ${name}`);
  return checked({
    ...check,
    value,
    passed: value <= waitingChange,
    detail: told.join(", "),
    remedy: "bunches build queues and gaps hide them: use more processes",
  });
}

/**
 * Index of dispersion: Σ (count − expected)² ÷ Σ expected over the merged windows. It is 1 for Poisson arrivals on any
 * curve.
 */
function dispersionIndex({ intended, expected }: WindowCounts, counts: Uint32Array, length: number): number {
  const total = intended.reduce((sum, count) => sum + count, 0);
  const shares = expected.reduce((sum, share) => sum + share, 0);
  let squares = 0;
  for (let from = 0; from < counts.length; from += length) {
    const count = sumOf(counts, from, length);
    squares += (count - (total * sumOf(expected, from, length)) / shares) ** 2;
  }
  return squares / total;
}

function sumOf(column: Uint32Array | Float64Array, from: number, length: number): number {
  let sum = 0;
  for (let i = from; i < Math.min(from + length, column.length); i++) sum += column[i];
  return sum;
}

/**
 * Checks whether requests were released when they were due. Whether a connection was free then does not matter here:
 * waiting for one is the client's wait, which is measured separately. `latency` is that of the demand's service.
 */
export function auditLag({ facts, lag }: AuditedDemand, latency: HistogramSnapshot, limits: AuditLimits): AuditCheck {
  const lags = Histogram.from(lag);
  const measured = Histogram.from(latency);
  const share = measured.count === 0 ? 0 : limits.lagShareOfLatency * measured.quantile(0.99);
  const limit = Math.max(limits.lagP99, share);
  const check = { name: `${facts.name}: send lag p99`, limit: `<= ${milliseconds(limit)}`, unit: "ms" as const };
  if (lags.count === 0) return { ...check, value: null, passed: true, detail: "nothing was sent" };
  const p99 = lags.quantile(0.99);
  const others = `p50 ${milliseconds(lags.quantile(0.5))}, largest ${milliseconds(lags.max)}`;
  return checked({
    ...check,
    value: p99 / 1_000,
    passed: p99 <= limit,
    detail: `behind due; ${others}`,
    remedy: "use more processes, or a less busy machine",
  });
}

/** What one demand sent, up to the instant that the run reached. */
interface AuditedDemand {
  readonly facts: DemandFacts;
  readonly lag: DemandSnapshot["lag"];
  /** Number of requests that left. */
  readonly count: number;
  /** Counts by bins of the share of expected arrivals. */
  readonly intended: Uint32Array;
  readonly sent: Uint32Array;
  /** Counts by windows of 100 ms. */
  readonly windows: WindowCounts;
}

/** Numbers of sends in each counted window of 100 ms. */
interface WindowCounts {
  readonly intended: Uint32Array;
  readonly sent: Uint32Array;
  /** The share of all expected arrivals that is expected in each window. */
  readonly expected: Float64Array;
}

/**
 * Cuts a demand's counts to the part of the reported time that was driven, `elapsed`: what was due later is not missing
 * load.
 */
export function auditedDemand(
  snapshot: DemandSnapshot,
  facts: DemandFacts,
  { duration, elapsed }: { readonly duration: number; readonly elapsed: number },
): AuditedDemand {
  const { intended, sent, lag } = snapshot;
  const end = Math.min(elapsed, duration);
  const share = new ExpectedShare(facts.rates, duration);
  const bins = end < duration ? Math.floor(share.at(end) * intended.length) : intended.length;
  return {
    facts,
    lag,
    count: intended.reduce((sum, count) => sum + count, 0),
    intended: intended.subarray(0, bins),
    sent: sent.subarray(0, bins),
    windows: windowCounts(snapshot, share, { duration, end }),
  };
}

function windowCounts(
  { intendedPerWindow, sentPerWindow }: DemandSnapshot,
  share: ExpectedShare,
  { duration, end }: { readonly duration: number; readonly end: number },
): WindowCounts {
  const windows = new CountedWindows(duration);
  const starts = Array.from(intendedPerWindow, (_, window) => windows.start(window));
  const driven = starts.filter((start) => start < end);
  const expected = driven.map((start) => share.at(Math.min(start + windowLength, duration)) - share.at(start));
  return {
    intended: intendedPerWindow.subarray(0, driven.length),
    sent: sentPerWindow.subarray(0, driven.length),
    expected: Float64Array.from(expected),
  };
}
