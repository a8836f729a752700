import type { z } from "zod";
import type { Kind } from "../../../../scenarios/language/index.js";
import type { Facts } from "../../../facts/facts.js";
import type { Histogram } from "../../../statistics/index.js";

/** The two revisions that are compared. */
export type Compared = "canary" | "baseline";

/** What is known of a running canary at the end of a minute. */
export interface CanaryView {
  /** Facts of both revisions so far, minute by minute. */
  readonly facts: Readonly<Record<Compared, Facts>>;
  /** The whole minutes in which the canary has got traffic; before that, those in which it has got copies. */
  readonly minutes: readonly number[];
  /** Latencies of what was answered or timed out in the last so many minutes. */
  latencies(of: Compared, minutes: number): Histogram;
  /** Spot tasks of the canary that were told to go in the last so many minutes. */
  interruptions(minutes: number): number;
}

/** When a canary is ended and its traffic goes back. */
export interface AbortRule {
  /** Number of last minutes that it compares; 0 where it uses all of them. */
  readonly window: number;
  /** The condition that has to hold, as people read it. */
  readonly text: string;
  isBroken(view: CanaryView): boolean;
}

/** A kind of abort rule: its name, its keys, and what it looks at. */
export interface AbortKind<K extends string = string, S extends z.ZodRawShape = z.ZodRawShape> extends Kind<K, S> {
  create(config: z.output<z.ZodObject<S, z.core.$strict>>): AbortRule;
}

/** Ties the keys of an abort rule to what it looks at. */
export function defineAbort<const K extends string, S extends z.ZodRawShape>(kind: AbortKind<K, S>): AbortKind<K, S> {
  return kind;
}
