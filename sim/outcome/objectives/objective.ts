import type { TimeSpan } from "../../../scenarios/language/index.js";

/** The inside of an objective's limits, in the unit of its metric; both bounds are allowed values. */
export interface Limits {
  readonly min: number;
  readonly max: number;
}

/** Whose metric it is. */
export type Subject =
  | { readonly kind: "cost" }
  /** Null: every service of the scenario. */
  | { readonly kind: "service"; readonly service: string | null }
  /** How far a prediction was off, which only a measurement can tell. */
  | { readonly kind: "error" };

/** What a person demands of a run, as data; `text` is how it was written. */
export interface Objective {
  readonly text: string;
  /** A missed target fails the run; a missed alert is only told. */
  readonly severity: "target" | "alert";
  readonly subject: Subject;
  readonly metric: string;
  readonly limits: Limits;
  /** Breached only by breaching minutes on end of this length, in microseconds. */
  readonly sustained: number | null;
  readonly during: TimeSpan | null;
  /** The share of runs in which it must hold; null where the mean over runs decides. */
  readonly share: number | null;
}
