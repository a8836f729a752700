import type { ProviderName } from "../../capacity/providers/index.js";
import type { RunFailure } from "./failures.js";
import type { Flow } from "./flows.js";
import type { RunningRow } from "./reconciler.js";
import type { RunBook } from "./run-book.js";
import type { RunPlan } from "./run-plan.js";

/** A run, from its arrival until it has succeeded, or failed for good. */
export interface FlowRun {
  /** Number among all runs of the launcher, in order of arrival. */
  readonly number: number;
  readonly flow: Flow;
  /** Number among the runs of its demand, by which its draws are keyed. */
  readonly ordinal: number;
  readonly arrivedAt: number;
  /** Durations of its tasks, as its demand has drawn them. */
  readonly lasts: readonly number[];
  /** The books it is counted in; empty for a run that arrived before the reported time. */
  readonly books: readonly RunBook[];
  /** Launches of it that failed or died before. */
  attempt: number;
  /** Calls of this attempt that were throttled. */
  throttled: number;
  /** Number of its profile; a retry may have a larger one. */
  profile: number;
  /** Provider of its last attempt; null where none ran. */
  provider: ProviderName | null;
  hasBegun: boolean;
  /** The attempt that is RUNNING in the database; null where there is none. */
  row: RunRow | null;
}

/** An attempt of a run in the database: RUNNING from RunTask until the process or the reconciler says otherwise. */
export interface RunRow extends RunningRow {
  readonly run: FlowRun;
  readonly task: number;
  /** Instants; NaN until they have come. */
  readyAt: number;
  /** The process is gone. */
  diedAt: number;
  /** ECS calls the task STOPPED. */
  stoppedAt: number;
  /** Course of the process from RUNNING on. */
  plan: RunPlan | null;
  isDraining: boolean;
  /** Cause of its failure. */
  cause: RunFailure | null;
}
