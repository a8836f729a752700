import type { Share } from "../plan/share.js";
import type { MeasuredSnapshot } from "../record/snapshot.js";

/** Load that is to be driven: everything a generator process needs, as plain data. */
export interface LoadOrder {
  /** The whole scenario as YAML, and the data files that it names, by the path it names them with. */
  readonly resolved: string;
  readonly files: ReadonlyMap<string, string>;
  /** Base URL by service. */
  readonly targets: Readonly<Record<string, string>>;
  /** What the targets' hosts stand for, as it was checked. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  readonly environment: Readonly<Record<string, string>>;
  /** Generator processes on this machine; each takes an exact part of the schedule. */
  readonly processes: number;
  /** This machine's part of the schedule, from 1. */
  readonly share: Share;
  /** Connections of this machine at most, all processes together; split evenly over what is driven. */
  readonly connections: number;
  /** File that takes the id of each request that was answered as expected, one a line; null for none. */
  readonly acknowledged: string | null;
  readonly signal?: AbortSignal | undefined;
  /** Told the agreed time zero, in nanoseconds of `process.hrtime.bigint`, as soon as the load begins to warm up. */
  readonly begun?: ((timeZeroNs: bigint) => void) | undefined;
  /** Told about once a second; a reason that it gives ends the load. */
  readonly watch?: ((progress: LoadProgress) => string | null) | undefined;
}

/** How far a load is, and what it measured until then. */
export interface LoadProgress {
  /** Microseconds since clock.start; negative while the load warms up. */
  readonly now: number;
  /** Everything so far, all processes together. */
  readonly measured: MeasuredSnapshot;
}

/** What came of a load that is over. */
export interface LoadResult {
  readonly measured: MeasuredSnapshot;
  /** Why the load ended early; null where it did not. */
  readonly aborted: string | null;
  /** Microseconds of the reported time that were driven. */
  readonly elapsed: number;
  /** Milliseconds since 1970 of clock.start in the real world; null where the load ended before it began. */
  readonly begunMs: number | null;
}

/** One process's part of a load. It travels over IPC and nowhere else: it holds the values of `${env:}`. */
export interface Part extends Omit<LoadOrder, "signal" | "watch" | "begun" | "processes"> {
  /** From 0 on, among those of this machine. */
  readonly index: number;
  readonly of: number;
}

/** What a generator process is told. */
export type ToProcess =
  | { readonly kind: "open"; readonly part: Part }
  /** Time zero in nanoseconds of `process.hrtime.bigint`. */
  | { readonly kind: "begin"; readonly zeroNs: bigint }
  /** No more is released; what is in flight has so many microseconds left. */
  | { readonly kind: "end"; readonly grace: number };

/** What a generator process tells. */
export type FromProcess =
  | { readonly kind: "opened" }
  | { readonly kind: "measured"; readonly measured: MeasuredSnapshot; readonly isLast: boolean }
  | { readonly kind: "failed"; readonly failure: Failure };

/** An error as it crosses a process. */
export interface Failure {
  readonly kind: "unreachable" | "environment" | "bug";
  /** For a person; with its stack where it is our bug. */
  readonly message: string;
}
