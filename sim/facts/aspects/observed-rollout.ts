import type { QuantileRatio, Tail } from "../../statistics/index.js";

/** Requests of a revision in a step, and those of them that failed. */
export interface ObservedArm {
  readonly requests: number;
  readonly failed: number;
}

/** One step of a rollout that no rule may end. */
export interface ObservedStep {
  /** Share of the traffic that the canary answered. */
  readonly share: number;
  /** When the traffic shifted, since the run's start, and for how long it stayed so. */
  readonly sinceMinutes: number;
  readonly minutes: number;
  readonly canary: ObservedArm;
  readonly baseline: ObservedArm;
  /** The ratio of the two p99s, estimated from what had been answered after so many minutes. */
  readonly looks: readonly (QuantileRatio & { readonly minutes: number })[];
  /** Minutes of the step until each rule was first broken, by supposed slowness and by rule; null when it never was. */
  readonly broken: readonly (readonly (number | null)[])[];
}

/** A rollout that no rule may end, recorded so that its rules can be judged afterwards. */
export interface ObservedRollout {
  /** The factors by which the canary's answers are supposed to be slower; the first is 1. */
  readonly slower: readonly number[];
  /** The abort rules, as people read them. */
  readonly rules: readonly string[];
  readonly steps: readonly ObservedStep[];
  /** The tail of the baseline's latencies over all steps, in microseconds; null when there were too few requests. */
  readonly tail: Tail | null;
}
