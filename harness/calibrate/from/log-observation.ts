import type { CpuPerRequest, Entry, Observation, OtherAnswers } from "../observation.js";
import { undisturbed } from "../undisturbed.js";

/** CPU as CloudWatch shows it for a service while requests were measured. */
export interface CpuReading {
  /** Used over reserved. */
  readonly share: number;
  /** Reserved, of all tasks together, sidecars included. */
  readonly vcpus: number;
  /** Of these, what sidecars use whatever the load is. */
  readonly sidecarVcpus: number;
}

/** A log, and what is known beside it. */
export interface MeasuredLog {
  readonly source: string;
  readonly entries: readonly Entry[];
  /** Rows that are no request of the service, by reason. */
  readonly leftOut: ReadonlyMap<string, number>;
  readonly cpu: CpuReading | null;
  /** Requests per second, where the log does not tell it. */
  readonly rate: number | null;
}

/**
 * What a log of requests says; null where CPU was read and no rate is known to divide it by. Every answer of a target is
 * part of its rate and shares its CPU, in proportion to the time that it took: a fast 404 is cheaper than a page.
 */
export function logObservation({ source, entries: all, leftOut, cpu, rate }: MeasuredLog): Observation | null {
  // The CPU was that of all requests, also of those that the caller did not choose.
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

/** From the first begin to the last, in whole seconds; nothing where times are not told. */
function timeRange(entries: readonly Entry[]): Pick<Observation, "at"> {
  const times = timesOf(entries);
  if (times === null || times.length === 0) return {};
  const [from, to] = [times[0], times.at(-1)!].map((micros) => `${new Date(micros / 1e3).toISOString().slice(0, 19)}Z`);
  return { at: from === to ? from : `${from} to ${to}` };
}

/** CPU per request = (used over reserved × vCPU − what sidecars use) ÷ request rate. */
export function cpuPerRequest({ share, vcpus, sidecarVcpus }: CpuReading, rate: number): CpuPerRequest {
  const less = sidecarVcpus > 0 ? ` less ${Number(sidecarVcpus.toPrecision(3))} vCPU of sidecars` : "";
  const basis = `${(share * 100).toPrecision(3)} % of ${vcpus} vCPU${less} at ${rate.toPrecision(4)}/s`;
  return { micros: ((share * vcpus - sidecarVcpus) / rate) * 1e6, basis };
}

/** The CPU of an expected answer, by how much longer it took than answers do on average. */
function ofExpected(cpu: CpuPerRequest, entries: readonly Entry[], others: readonly OtherAnswers[]): CpuPerRequest {
  if (others.length === 0) return cpu;
  const mean = meanOf(entries.filter(({ isAnswered, unexpected }) => isAnswered || unexpected !== undefined));
  const expected = meanOf(entries.filter(({ isAnswered }) => isAnswered));
  const micros = (cpu.micros * expected) / mean;
  const all = `${(cpu.micros / 1_000).toPrecision(3)} ms of all answers`;
  return { micros, basis: `${cpu.basis}: ${all}, in proportion to the time that each sort took` };
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
 * Requests per second: from the first to the last begin, or over the whole seconds in which they ended where no more is
 * told; null where not even these are.
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

/** Requests that follow each other, as one run of a load has them. */
export interface LogRun {
  /** Microseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly entries: readonly Entry[];
}

const second = 1_000_000;
const minute = 60 * second;
/** A pause so many times as long as all but one in a hundred is the end of a run. */
const pauseFactor = 20;

/** The runs that a log holds, in order of time: a rate over the pause between two is of neither. One where times are not told. */
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

/** When requests began, in order; null where that is not told of every one. */
function timesOf(entries: readonly Entry[]): Float64Array | null {
  if (entries.some(({ startedAt }) => startedAt === null)) return null;
  return Float64Array.from(entries, ({ startedAt }) => startedAt!).sort();
}
