import type { FailureCause } from "../../sim/facts/aspects/requests.js";
import type { MeasuredTime } from "../../sim/outcome/measured.js";

import type { HistogramSnapshot } from "../../sim/statistics/histogram.js";
import type { Ending } from "./ending.js";

/** What one process measured, as plain data that can be sent between processes and merges exactly. */
export interface MeasuredSnapshot {
  readonly services: Readonly<Record<string, ServiceSnapshot>>;
  /**
   * Demands that are measured separately, by "service/demand". Their requests are included in those of the services.
   */
  readonly apart: Readonly<Record<string, ServiceSnapshot>>;
  readonly load: readonly DemandSnapshot[];
  readonly generator: GeneratorSnapshot;
}

/** How the requests and messages to one service ended. */
export interface ServiceSnapshot {
  /** Number of scheduled requests of the reported time that have ended. */
  readonly scheduled: number;
  readonly attempts: number;
  readonly degraded: number;
  readonly ends: Readonly<Record<Ending, number>>;
  readonly statuses: Readonly<Record<string, number>>;
  readonly failedBy: Readonly<Record<FailureCause, number>>;
  readonly counters: Readonly<Record<string, number>>;
  readonly times: Readonly<Record<MeasuredTime, HistogramSnapshot>>;
  /** One entry per reported minute. Arrivals count when they were due, everything else when it ended. */
  readonly minutes: readonly MinuteSnapshot[];
}

/** One reported minute of a service. */
export interface MinuteSnapshot {
  readonly arrived: number;
  readonly completed: number;
  readonly degraded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly interrupted: number;
  /** Latencies as in `times.latency`. */
  readonly latency: HistogramSnapshot;
  /** Numbers of answers within each latency limit that an objective names, in the order of those limits. */
  readonly within: readonly number[];
}

/** What the audit of one demand's arrivals needs. */
export interface DemandSnapshot {
  readonly demand: string;
  /** Intended and actual send times, mapped to the share of expected arrivals by then, in bins over [0, 1). */
  readonly intended: Uint32Array;
  readonly sent: Uint32Array;
  /** Sends in each counted 100 ms of the reported time. */
  readonly sentPerWindow: Uint32Array;
  readonly intendedPerWindow: Uint32Array;
  /** Time from due to sent, in microseconds. */
  readonly lag: HistogramSnapshot;
}

/** How hard a generator process worked; the worst process when several are merged. */
export interface GeneratorSnapshot {
  readonly processes: number;
  /** CPU seconds divided by elapsed seconds of the busiest process. */
  readonly cpuShare: number;
  readonly eventLoopDelayP99Ms: number;
  readonly eventLoopDelayMaxMs: number;
}
