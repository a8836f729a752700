import type { Entry } from "../entry.js";
import type { CpuPerRequest, Observation, OtherAnswers } from "../observation.js";
import { undisturbed } from "../undisturbed.js";

/** CPU of a service, as CloudWatch shows it, during the time in which the requests were measured. */
export interface CpuReading {
  /** CPU used divided by CPU reserved. */
  readonly share: number;
  /** vCPUs reserved by all tasks together, sidecars included. */
  readonly vcpus: number;
  /** The part of these vCPUs that sidecars use regardless of load. */
  readonly sidecarVcpus: number;
}

/** A log, and what else the caller knows about it. */
export interface MeasuredLog {
  readonly source: string;
  readonly entries: readonly Entry[];
  /** Numbers of rows that are not requests of the service, by reason. */
  readonly leftOut: ReadonlyMap<string, number>;
  readonly cpu: CpuReading | null;
  /** Requests per second, for a log from which the rate cannot be derived. */
  readonly rate: number | null;
}

/**
 * Makes an observation from a log of requests; null when CPU was read but no rate is known to divide it by. Every
 * answer of a target counts towards its rate and shares its CPU in proportion to the time it took: a fast 404 is
 * cheaper than a page.
 */
export function logObservation({ source, entries: all, leftOut, cpu, rate }: MeasuredLog): Observation | null {
  // The CPU was used by all requests, including those that the caller did not choose.
  const measuredRate = rate ?? rateOf(all);
  if (cpu !== null && measuredRate === null) return null;
  const entries = all.filter(({ isBeside }) => !isBeside);
  const others = othersIn(entries);
  return {
    source,
    ...timeRange(entries),
    requests: entries.length,
    leftOut: [...leftOut].map(([reason, count]) => ({ reason, count })),
    others,
    ...undisturbed(entries),
    cpu: cpu === null ? null : ofExpected(cpuPerRequest(cpu, measuredRate!), entries, others),
    busy: cpu === null ? null : cpu.share - cpu.sidecarVcpus / cpu.vcpus,
    utilization: cpu === null ? null : { from: cpu.share, to: cpu.share },
  };
}

/** The range from the first start to the last, in whole seconds; empty when the log has no times. */
function timeRange(entries: readonly Entry[]): Pick<Observation, "at"> {
  const times = timesOf(entries);
  if (times === null || times.length === 0) return {};
  const [from, to] = [times[0], times.at(-1)!].map((micros) => `${new Date(micros / 1e3).toISOString().slice(0, 19)}Z`);
  return { at: from === to ? from : `${from} to ${to}` };
}

/** CPU per request = (used over reserved × vCPUs − CPU of sidecars) ÷ request rate. */
export function cpuPerRequest({ share, vcpus, sidecarVcpus }: CpuReading, rate: number): CpuPerRequest {
  const less = sidecarVcpus > 0 ? ` less ${Number(sidecarVcpus.toPrecision(3))} vCPU of sidecars` : "";
  const basis = `${(share * 100).toPrecision(3)} % of ${vcpus} vCPU${less} at ${rate.toPrecision(4)}/s`;
  return { micros: ((share * vcpus - sidecarVcpus) / rate) * 1e6, basis };
}

/**
 * CPU of an expected answer: the mean over all answers, scaled by how much longer an expected answer took than the
 * average.
 */
function ofExpected(cpu: CpuPerRequest, entries: readonly Entry[], others: readonly OtherAnswers[]): CpuPerRequest {
  if (others.length === 0) return cpu;
  const mean = meanOf(entries.filter(({ isAnswered, unexpected }) => isAnswered || unexpected !== undefined));
  const expected = meanOf(entries.filter(({ isAnswered }) => isAnswered));
  const micros = (cpu.micros * expected) / mean;
  const all = `${(cpu.micros / 1_000).toPrecision(3)} ms of all answers`;
  return { micros, basis: `${cpu.basis}: ${all}, in proportion to the time that each kind took` };
}

function othersIn(entries: readonly Entry[]): readonly OtherAnswers[] {
  const names = [...new Set(entries.flatMap(({ unexpected }) => unexpected ?? []))].sort();
  return names.map((name) => {
    const its = entries.filter(({ unexpected }) => unexpected === name);
    return { name, requests: its.length, mean: meanOf(its) };
  });
}

function meanOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { duration }) => sum + duration, 0) / entries.length;
}

/**
 * Requests per second between the first and the last start. When only whole seconds are given, the count is divided by
 * the seconds in which requests ended; null when there are no times at all.
 */
function rateOf(entries: readonly Entry[]): number | null {
  const times = timesOf(entries);
  if (times === null || times.length < 2) return null;
  if (entries.some(({ isExact }) => !isExact)) {
    const ends = Float64Array.from(entries, ({ startedAt, duration }) => startedAt! + duration).sort();
    return (entries.length / (ends.at(-1)! - ends[0] + second)) * 1e6;
  }
  return times[0] === times.at(-1) ? null : ((entries.length - 1) / (times.at(-1)! - times[0])) * 1e6;
}

/** Requests that follow one another without a long pause, as one run of a load produces them. */
export interface LogRun {
  /** Microseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly entries: readonly Entry[];
}

const second = 1_000_000;
const minute = 60 * second;
/** A pause this many times as long as the 99th percentile of the gaps ends a run. */
const pauseFactor = 20;

/**
 * The runs in a log, in order of time, so that a rate is never computed over the pause between two runs. A log without
 * times is one run.
 */
export function runsOf(entries: readonly Entry[]): readonly LogRun[] {
  const times = timesOf(entries);
  if (times === null || times.length === 0) return [{ from: Number.NaN, to: Number.NaN, entries }];
  const gaps = times.subarray(1).map((time, index) => time - times[index]);
  const usual = gaps.toSorted()[Math.floor(0.99 * (gaps.length - 1))] ?? 0;
  const pause = Math.max(minute, pauseFactor * usual);
  const begins = [times[0], ...times.subarray(1).filter((_, index) => gaps[index] > pause)];
  return begins.map((from, index) => {
    const until = begins[index + 1] ?? Number.POSITIVE_INFINITY;
    const its = entries.filter(({ startedAt }) => startedAt! >= from && startedAt! < until);
    return { from, to: Math.max(...timesOf(its)!.subarray(-1)), entries: its };
  });
}

/** The start times of the requests in order; null unless every request has one. */
function timesOf(entries: readonly Entry[]): Float64Array | null {
  if (entries.some(({ startedAt }) => startedAt === null)) return null;
  return Float64Array.from(entries, ({ startedAt }) => startedAt!).sort();
}
