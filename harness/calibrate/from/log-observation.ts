import type { CpuPerRequest, Entry, Observation } from "../observation.js";
import { undisturbed } from "../undisturbed.js";

/** CPU as CloudWatch shows it for a service while requests were measured. */
export interface CpuReading {
  /** Used over reserved. */
  readonly share: number;
  /** Reserved, of all tasks together. */
  readonly vcpus: number;
}

/** A log, and what is known beside it. */
export interface MeasuredLog {
  readonly source: string;
  readonly entries: readonly Entry[];
  readonly cpu: CpuReading | null;
  /** Requests per second, where the log does not tell it. */
  readonly rate: number | null;
}

/** What a log of requests says; null where CPU was read and no rate is known to divide it by. */
export function logObservation({ source, entries, cpu, rate }: MeasuredLog): Observation | null {
  const measuredRate = rate ?? rateOf(entries);
  if (cpu !== null && measuredRate === null) return null;
  return {
    source,
    requests: entries.length,
    ...undisturbed(entries),
    cpu: cpu === null ? null : cpuPerRequest(cpu, measuredRate!),
    busy: cpu?.share ?? null,
    utilization: cpu === null ? null : { from: cpu.share, to: cpu.share },
  };
}

/** CPU per request = used over reserved × vCPU ÷ request rate. */
export function cpuPerRequest({ share, vcpus }: CpuReading, rate: number): CpuPerRequest {
  const basis = `${(share * 100).toPrecision(3)} % of ${vcpus} vCPU at ${rate.toPrecision(4)}/s`;
  return { micros: ((share * vcpus) / rate) * 1e6, basis };
}

/** Requests per second from the first to the last begin; null where these are not told. */
function rateOf(entries: readonly Entry[]): number | null {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { startedAt } of entries) {
    if (startedAt === null) return null;
    first = Math.min(first, startedAt);
    last = Math.max(last, startedAt);
  }
  return last > first ? ((entries.length - 1) / (last - first)) * 1e6 : null;
}
