import type { ScalingActivity } from "../../sim/facts/aspects/scaling.js";
import type { RunEvent } from "../../sim/outcome/replication.js";

/** What a watch of the fleet saw of one service: a value for each reported minute, NaN where it saw none. */
export interface FleetMinutes {
  readonly desired: Float64Array;
  readonly running: Float64Array;
  readonly spot: Float64Array;
  /** CPU used divided by CPU reserved, 0..1. */
  readonly cpu: Float64Array;
  readonly activities: readonly ScalingActivity[];
  /** Numbers of tasks that were taken away, by reason, in the simulator's words where they fit: "spot", "abrupt". */
  readonly tasksLost: Readonly<Record<string, number>>;
  /** What became of acknowledged writes of the reported time; absent when nobody looked. */
  readonly writes?: MeasuredWrites;
}

/** Acknowledged writes, and what became of them. The last three add up to the first. */
export interface MeasuredWrites {
  readonly accepted: number;
  readonly flushed: number;
  readonly deadLettered: number;
  readonly lost: number;
}

/** What a watch of the fleet saw during a run. */
export interface FleetSeries {
  readonly services: Readonly<Record<string, FleetMinutes>>;
  readonly events: readonly RunEvent[];
}
