import type { Measured } from "../../../sim/outcome/measured.js";
import type { MinuteSeries, Outcome } from "../../../sim/outcome/outcome.js";
import { bucketStart, bucketWidth } from "../../../sim/statistics/histogram.js";
import { fromSparse, type SparseHistogram } from "../../../sim/statistics/index.js";
import type { Observation } from "../observation.js";
import { cpuPerRequest } from "./log-observation.js";

/** A measured run of this tool, and the service of it that is calibrated. */
export interface MeasuredRunOfOurs {
  readonly source: string;
  readonly outcome: Outcome & { readonly measured: Measured };
  readonly service: string;
  /** vCPUs of one task, sidecars included. */
  readonly vcpus: number;
  /** The part of these vCPUs that its sidecars use regardless of load. */
  readonly sidecarVcpus: number;
}

/** Makes an observation of one service from a measured run; null when the service answered no request. */
export function runObservation({
  source,
  outcome,
  service,
  vcpus,
  sidecarVcpus,
}: MeasuredRunOfOurs): Observation | null {
  const measured = outcome.measured.services[service];
  const durations = measured === undefined ? [] : spread(measured.histograms.service);
  if (durations.length === 0) return null;
  const minutes = watchedMinutes(outcome.services[service].series, outcome.measured.elapsedS);
  return {
    source,
    durations: Float64Array.from(durations),
    requests: measured.scheduled,
    isUndisturbed: false,
    ...cpuOf(minutes, vcpus, sidecarVcpus),
  };
}

interface WatchedMinute {
  readonly seconds: number;
  readonly cpu: number;
  readonly running: number;
  readonly answered: number;
}

/** The minutes in which the CPU of the tasks was observed. */
function watchedMinutes(series: MinuteSeries, elapsedS: number): readonly WatchedMinute[] {
  const { cpu: cpus = [], running = [], completed = [], degraded = [] } = series;
  const minutes = cpus.map((cpu, minute) => ({
    seconds: Math.min(60, elapsedS - minute * 60),
    cpu,
    running: running[minute],
    answered: completed[minute] + degraded[minute],
  }));
  return minutes.filter(({ cpu, running, seconds }) => cpu > 0 && running > 0 && seconds > 0);
}

function cpuOf(
  minutes: readonly WatchedMinute[],
  vcpus: number,
  sidecarVcpus: number,
): Pick<Observation, "cpu" | "busy" | "utilization"> {
  const total = (of: (minute: WatchedMinute) => number) => minutes.reduce((sum, minute) => sum + of(minute), 0);
  const [seconds, answered] = [total((minute) => minute.seconds), total((minute) => minute.answered)];
  if (answered === 0) return { cpu: null, busy: null, utilization: null };
  const reserved = total(({ running, seconds }) => running * vcpus * seconds);
  const used = total(({ cpu, running, seconds }) => cpu * running * vcpus * seconds);
  const bySidecars = (reserved * sidecarVcpus) / vcpus;
  const shares = minutes.map(({ cpu }) => cpu);
  return {
    cpu: cpuPerRequest(
      { share: used / reserved, vcpus: reserved / seconds, sidecarVcpus: bySidecars / seconds },
      answered / seconds,
    ),
    busy: (used - bySidecars) / reserved,
    utilization: { from: Math.min(...shares), to: Math.max(...shares) },
  };
}

/** The values of a histogram, with those in one bucket spread evenly over its width. */
function spread(histogram: SparseHistogram): readonly number[] {
  const { firstBucket, counts } = fromSparse(histogram);
  return Array.from(counts).flatMap((count, index) => {
    const [start, width] = [bucketStart(firstBucket + index), bucketWidth(firstBucket + index)];
    return Array.from({ length: count }, (_, rank) => start + ((rank + 0.5) / count) * width - 0.5);
  });
}
