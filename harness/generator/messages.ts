import type { MeasuredSnapshot } from "../record/snapshot.js";
import type { LoadOrder } from "./order.js";

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
