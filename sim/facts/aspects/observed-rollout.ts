import type { QuantileRatio, Tail } from "../../statistics/index.js";

/** Requests of a revision in a step, and those of them that failed. */
export interface ObservedArm {
  readonly requests: number;
  readonly failed: number;
}

/** What a step of a rollout showed that nothing ended. */
export interface ObservedStep {
  /** Of the traffic, answered by the canary. */
  readonly share: number;
  /** When the traffic shifted, since the run's start, and for how long it stayed so. */
  readonly sinceMinutes: number;
  readonly minutes: number;
  readonly canary: ObservedArm;
  readonly baseline: ObservedArm;
  /** How the two p99s compare on what there was after so many minutes. */
  readonly looks: readonly (QuantileRatio & { readonly minutes: number })[];
  /** By supposed slowness and by rule: after how many minutes of the step the rule was broken first; null: never. */
  readonly broken: readonly (readonly (number | null)[])[];
}

/** What a rollout showed that nothing ended, so that its rules could be judged. */
export interface ObservedRollout {
  /** How many times as long the canary's answers are supposed to take; the first is 1. */
  readonly slower: readonly number[];
  /** The abort rules, as people read them. */
  readonly rules: readonly string[];
  readonly steps: readonly ObservedStep[];
  /** Of the baseline's latencies in all steps, in microseconds; null where there were too few. */
  readonly tail: Tail | null;
}
