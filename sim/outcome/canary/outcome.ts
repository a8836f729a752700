import type { Estimate } from "../../facts/estimates.js";
import type { Interval, TestForm } from "../../statistics/index.js";
import type { DecidingUnknowns } from "../deciding-unknowns.js";

/**
 * The question to a canary: find a rise of p99 by `regression` with a power, at a given probability of a false alarm.
 */
export interface CanaryQuestion {
  readonly regression: number;
  readonly power: number;
  /** Probability of a false alarm of a test, one-sided. */
  readonly level: number;
}

/**
 * Interval (95 %) of a number of a plan, as sure as the runs tell the variance that it is planned with; `high` is null where
 * no number is enough at that end.
 */
export interface PlannedRange {
  readonly low: number;
  readonly high: number | null;
}

/** Time that a step needs to find a rise of p99. */
export interface StepNeed {
  readonly regression: number;
  /** Answers of the canary; null where no number is enough. Never fewer than 500, with which the test is checked. */
  readonly requests: number | null;
  /** Number of answers by the closed form alone. */
  readonly closedForm: number | null;
  readonly minutes: number | null;
  /** Null where fewer than three runs tell it, or no number is enough. */
  readonly requestsRange: PlannedRange | null;
  readonly minutesRange: PlannedRange | null;
  /**
   * "simulation" where runs scatter by more than the test takes them for, or a healthy canary is not as fast as the
   * baseline: the answers allow for that.
   */
  readonly by: "closed form" | "simulation";
  /**
   * Power of the test on that many answers in the simulated runs; the next field: its rate of false alarms. Null where the
   * simulated step ends before.
   */
  readonly powerSimulated: Estimate;
  readonly falseAlarms: Estimate;
}

/** Number of answers that show a rise of the error rate from the present revision's to the limit of an abort rule. */
export interface ErrorNeed {
  readonly limit: number;
  /** Failed requests of all that both revisions got. */
  readonly healthy: Estimate;
  readonly requests: number | null;
  readonly minutes: number | null;
  readonly requestsRange: PlannedRange | null;
  readonly minutesRange: PlannedRange | null;
}

/** What a step that cannot decide would need. */
export interface StepRemedy {
  /** Beyond the time that is planned; null where no time is enough. */
  readonly moreMinutes: number | null;
  /** Share of the traffic that suffices in the planned time; null where none does. */
  readonly share: number | null;
  readonly moreMinutesRange: PlannedRange | null;
  readonly shareRange: PlannedRange | null;
}

/** One step of a rollout: the answers it sees, and what they can show. */
export interface CanaryStep {
  readonly share: number;
  readonly plannedMinutes: number;
  /** Whether the simulated time came to it. */
  readonly isSimulated: boolean;
  /** Answers in the planned time, by the simulation or as the demand brings them. */
  readonly canary: Estimate;
  readonly baseline: Estimate;
  /** Log-sigma of the latency at its p99. */
  readonly sigma: Estimate;
  /** Factor by which dependence between requests multiplies the variance. */
  readonly inflation: Estimate;
  /** Interval of the variance that the step is planned with, as shares of it; null where fewer than three runs tell it. */
  readonly varianceRange: Interval | null;
  /** Variance of the ratio of the p99s between runs over the mean of what the test takes it for; 1 where the test is right. */
  readonly scatter: Estimate;
  /**
   * Healthy canary's p99 over the baseline's after the planned time, less one. Where runs show beyond chance that it is not
   * 0, needs and power count with it: at −2 % a regression of 15 % shows as 13 %.
   */
  readonly healthyRise: Estimate;
  /** Form of the test in the planned time. */
  readonly test: TestForm;
  readonly needs: readonly StepNeed[];
  /** Need of the regression that is asked for. */
  readonly needsBy: StepNeed["by"];
  /** Null where no abort rule limits errors. */
  readonly errors: ErrorNeed | null;
  /**
   * Power to find the regression that is asked for in the planned time: in closed form; `powerSimulated`: of the test in
   * the simulated runs.
   */
  readonly power: number | null;
  readonly powerRange: PlannedRange | null;
  /** Closed-form power for each rise. */
  readonly powerCurve: readonly { readonly regression: number; readonly power: number }[];
  readonly powerSimulated: Estimate;
  readonly falseAlarms: Estimate;
  /** The same test, looked at all the while. */
  readonly falseAlarmsPeeking: Estimate;
  readonly smallestFound: number | null;
  readonly smallestRange: PlannedRange | null;
  readonly verdict: "long enough" | "too short" | "no time planned";
  readonly remedy: StepRemedy | null;
}

/** Effect of a rule on a release that is slower by `regression`. */
export interface RuleDetection {
  readonly regression: number;
  /** Share of rollouts that it ends. */
  readonly aborted: Estimate;
  /** Time from the first request of the canary, for rollouts that the rule ends. */
  readonly minutes: Estimate;
  /** Requests that the canary answers until then, or until it has all of the traffic. */
  readonly exposed: Estimate;
}

/** How a rule treats healthy and regressed releases. */
export interface CanaryRule {
  readonly rule: string;
  /** Whether the scenario has the rule; others are shown for comparison. */
  readonly isOwn: boolean;
  /** Share of healthy releases that each step would end, and the whole rollout. */
  readonly falseBySteps: readonly Estimate[];
  readonly falseAborts: Estimate;
  /** The same where the traffic doubles in the middle of each step. */
  readonly falseAbortsInSpikes: Estimate | null;
  readonly detections: readonly RuleDetection[];
  /** Share of rollouts of the scenario's own release that it ends; null where that is an equal revision. */
  readonly release: Estimate | null;
}

/** A way to bring the release, and what becomes of it. */
export interface CanaryRollout {
  readonly name: string;
  readonly steps: readonly CanaryStep[];
  readonly rules: readonly CanaryRule[];
  /**
   * By step: p99 of the scenario's own release divided by the baseline's, less one; null where it is an equal revision.
   */
  readonly releaseRise: readonly Estimate[] | null;
}

/** The result of `sim canary`. */
export interface CanaryOutcome {
  readonly schema: 1;
  readonly kind: "canary";
  readonly scenario: string;
  readonly variant: string | null;
  readonly service: string;
  readonly version: string;
  readonly seed: number;
  readonly replications: number;
  readonly question: CanaryQuestion;
  /** Requests of the service in each hour of the run, as the demand brings them. */
  readonly requestsByHour: readonly number[];
  /** Requests a second in each of those hours, whole or begun. */
  readonly ratesPerS: readonly number[];
  readonly p99Ms: Estimate;
  readonly rollouts: readonly CanaryRollout[];
  /** Additional cost of a whole rollout over the same time without one. */
  readonly costUsd: Estimate;
  /** Whether every step of the planned rollout that has time can decide. */
  readonly verdict: "decides" | "cannot be decided";
  readonly assumptions: readonly string[];
  readonly warnings: readonly string[];
  /** Where it was asked for: which steps decide otherwise where a parameter that no public source tells is another one. */
  readonly unknowns?: DecidingUnknowns;
}
