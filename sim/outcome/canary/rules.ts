import type { ObservedRollout, ObservedStep } from "../../facts/aspects/observed-rollout.js";
import { percent } from "../../facts/numbers.js";
import { hasRisen, type TestForm } from "../../statistics/index.js";
import type { CanaryRule } from "./outcome.js";
import { amountOfRuns, shareOf } from "./shares.js";

/** The rollouts that rules are judged by, one per replication, which no rule ended. */
export interface RulesRequest {
  readonly equal: readonly ObservedRollout[];
  /** The same where the traffic doubles in the middle of each step. */
  readonly spiked: readonly ObservedRollout[] | null;
  /** Rollouts of the scenario's own release. */
  readonly release: readonly ObservedRollout[] | null;
  /** Number of rules that come from the scenario; they are the first ones. */
  readonly own: number;
  /** Level of the test at the end of each step; the next field: its form there. */
  readonly level: number;
  readonly forms: readonly TestForm[];
}

/** Judges each abort rule, and the test at the end of each step as one more. */
export function canaryRules({ equal, spiked, release, own, level, forms }: RulesRequest): readonly CanaryRule[] {
  const names = equal[0]?.rules ?? [];
  const rules = names.map((rule, number) => ({ rule, isOwn: number < own, broken: brokenAt(number) }));
  const test = {
    rule: `p99 compared at the end of each step, at ${percent(level)}`,
    isOwn: false,
    broken: risenAt(level, forms),
  };
  return [...rules, test].map(({ rule, isOwn, broken }) => {
    const ends = (rollouts: readonly ObservedRollout[], view = 0) =>
      rollouts.map((rollout) => endOf(rollout, broken, view));
    const aborted = (rollouts: readonly ObservedRollout[]) => shareOf(ends(rollouts).map(({ isAborted }) => isAborted));
    const steps = Math.max(0, ...equal.map((rollout) => rollout.steps.length));
    return {
      rule,
      isOwn,
      falseBySteps: Array.from({ length: steps }, (_, at) =>
        shareOf(
          equal.flatMap((rollout) => (at in rollout.steps ? [broken(rollout, rollout.steps[at], 0) !== null] : [])),
        ),
      ),
      falseAborts: aborted(equal),
      falseAbortsInSpikes: spiked && aborted(spiked),
      detections: (equal[0]?.slower ?? []).flatMap((factor, view) => {
        if (view === 0) return [];
        const all = ends(equal, view);
        return {
          regression: Number((factor - 1).toPrecision(9)),
          aborted: shareOf(all.map(({ isAborted }) => isAborted)),
          minutes: amountOfRuns(all.map(({ minutes }) => minutes)),
          exposed: amountOfRuns(all.map(({ exposed }) => exposed)),
        };
      }),
      release: release && aborted(release),
    };
  });
}

/** Minutes of a step until a rule is broken, with the canary slower by an element of the list; null for never. */
type Broken = (rollout: ObservedRollout, step: ObservedStep, view: number) => number | null;

function brokenAt(rule: number): Broken {
  return (_, { broken }, view) => broken[view][rule];
}

function risenAt(level: number, forms: readonly TestForm[]): Broken {
  return ({ slower, steps }, step, view) => {
    const last = step.looks.at(-1);
    const form = forms[steps.indexOf(step)];
    if (last === undefined) return null;
    // A canary that is slower by a factor has the same shape: only its ratio is higher.
    return hasRisen({ ...last, logRatio: last.logRatio + Math.log(slower[view]) }, level, form) ? last.minutes : null;
  };
}

interface RolloutEnd {
  readonly isAborted: boolean;
  /** Minutes from the first step until the rollout is ended; NaN where it is not. */
  readonly minutes: number;
  /** Requests that the canary gets. */
  readonly exposed: number;
}

function endOf(rollout: ObservedRollout, broken: Broken, view: number): RolloutEnd {
  let exposed = 0;
  for (const step of rollout.steps) {
    const at = broken(rollout, step, view);
    if (at !== null) {
      const minutes = step.sinceMinutes - rollout.steps[0].sinceMinutes + at;
      const part = step.minutes > 0 ? Math.min(1, at / step.minutes) : 0;
      return { isAborted: true, minutes, exposed: exposed + step.canary.requests * part };
    }
    exposed += step.canary.requests;
  }
  return { isAborted: false, minutes: Number.NaN, exposed };
}
