import type { ProviderName } from "../../capacity/providers/index.js";
import type { RunFailure } from "./failures.js";
import type { Flow } from "./flows.js";
import type { RunningRow } from "./reconciler.js";
import type { RunBook } from "./run-book.js";
import type { RunPlan } from "./run-plan.js";

/** A run, from its arrival until it has succeeded, or failed for good. */
export interface FlowRun {
  /** Of all runs of the launcher, in the order of their arrival. */
  readonly number: number;
  readonly flow: Flow;
  /** Of the runs of its demand: what its draws are keyed by. */
  readonly ordinal: number;
  readonly arrivedAt: number;
  /** How long its tasks take, as its demand has drawn them. */
  readonly lasts: readonly number[];
  /** Where it is counted; nowhere where it arrived before the reported time. */
  readonly books: readonly RunBook[];
  /** Launches of it that failed or died before. */
  attempt: number;
  /** Calls of this attempt that were throttled. */
  throttled: number;
  /** Number of its profile; a retry may have a larger one. */
  profile: number;
  /** Where its last attempt ran; null where none did. */
  provider: ProviderName | null;
  hasBegun: boolean;
  /** Its attempt that is RUNNING in the database; null where none is. */
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
  /** From RUNNING on. */
  plan: RunPlan | null;
  isDraining: boolean;
  /** By what it died. */
  cause: RunFailure | null;
}
