import type { Share } from "../plan/share.js";
import type { MeasuredSnapshot } from "../record/snapshot.js";

/** A load to be driven: everything that generator processes need, as plain data. */
export interface LoadOrder {
  /** The whole scenario as YAML, and the data files it names, by the paths used in it. */
  readonly resolved: string;
  readonly files: ReadonlyMap<string, string>;
  /** Base URLs by service. */
  readonly targets: Readonly<Record<string, string>>;
  /** The checked addresses of the targets' hosts, by host. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  readonly environment: Readonly<Record<string, string>>;
  /** Number of generator processes on this machine; each takes an exact part of the schedule. */
  readonly processes: number;
  /** This machine's part of the schedule, counted from 1. */
  readonly share: Share;
  /**
   * Largest number of connections of this machine, all processes together, divided evenly over services and kinds of
   * traffic.
   */
  readonly connections: number;
  /** Path of the file to which the ids of requests answered as expected are written, one a line; null for none. */
  readonly acknowledged: string | null;
  readonly signal?: AbortSignal | undefined;
  /** Called when the warm-up begins, with the agreed time zero in nanoseconds of `process.hrtime.bigint`. */
  readonly begun?: ((timeZeroNs: bigint) => void) | undefined;
  /** Called about once a second. If it returns a reason, the load ends. */
  readonly watch?: ((progress: LoadProgress) => string | null) | undefined;
}

/** How far a load has come, and what it has measured. */
export interface LoadProgress {
  /** Microseconds since clock.start; negative during the warm-up. */
  readonly now: number;
  /** Measurements so far, all processes together. */
  readonly measured: MeasuredSnapshot;
}

/** The result of a load that is over. */
export interface LoadResult {
  readonly measured: MeasuredSnapshot;
  /** Why the load ended early; null when it did not. */
  readonly aborted: string | null;
  /** How much of the reported time was driven, in microseconds. */
  readonly elapsed: number;
  /** Real time of clock.start in milliseconds since 1970; null when the load ended before it began. */
  readonly begunMs: number | null;
}

/** One process's part of a load. It is sent only over IPC, since it holds the values of `${env:}`. */
export interface Part extends Omit<LoadOrder, "signal" | "watch" | "begun" | "processes"> {
  /** Index among the processes of this machine, from 0. */
  readonly index: number;
  readonly of: number;
}

/** A message to a generator process. */
export type ToProcess =
  | { readonly kind: "open"; readonly part: Part }
  /** Time zero in nanoseconds of `process.hrtime.bigint`. */
  | { readonly kind: "begin"; readonly zeroNs: bigint }
  /** Stops releasing; requests in flight have `grace` microseconds left. */
  | { readonly kind: "end"; readonly grace: number };

/** A message from a generator process. */
export type FromProcess =
  | { readonly kind: "opened" }
  | { readonly kind: "measured"; readonly measured: MeasuredSnapshot; readonly isLast: boolean }
  | { readonly kind: "failed"; readonly failure: Failure };

/** An error in a form that can be sent between processes. */
export interface Failure {
  readonly kind: "unreachable" | "environment" | "bug";
  /** Message for a person, with the stack when the error is our bug. */
  readonly message: string;
}
