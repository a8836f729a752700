import { minute } from "../../../scenarios/language/units/time.js";
import { quantileRequestsMin, tellsQuantile } from "../../facts/aspects/latency.js";
import { plusMinus } from "../../facts/estimates.js";
import { type MetricUnit, units } from "../../facts/units.js";
import { proportionInterval } from "../../statistics/interval.js";
import { estimateMean } from "../../statistics/moments.js";
import { sum } from "../../statistics/sum.js";
import type { DayRuns } from "../calendar.js";
import { estimate, meanOf, mostOf, usualEvent } from "../estimate.js";
import { groupRuns, type RunGroup, sample } from "../runs.js";
import type { Limits, Objective } from "./objective.js";
import type { Score } from "./score.js";
import {
  boundsWords,
  type DaysHeld,
  decideMean,
  decideMonths,
  decideShare,
  type FoundVerdict,
  isInside,
  type Judgement,
  judgement,
  margin,
  monthEstimate,
  shareEstimate,
  twoSidedLevel,
} from "./verdict.js";

/** The verdict on an objective whose score every run has, or what is kept of it, with the number behind it. */
export function judgeScore<R>(
  objective: Objective,
  score: Score<R>,
  unit: MetricUnit,
  groups: readonly RunGroup<R>[],
): Judgement {
  if (objective.sustained !== null || objective.share !== null) return judgeShare(objective, score, groups);
  if (score.quantile !== undefined) return judgeQuantile(objective, { ...score, quantile: score.quantile }, groups);
  const { limits } = objective;
  const { print } = units[unit];
  const strata = sample(groups, score.value);
  const decision = decideMean(strata, limits, usualEvent(groups, score.event));
  const value = estimateMean(strata).mean;
  if (Number.isNaN(value)) return judgement(decision, "");
  const told = plusMinus(estimate(groups, score), print) + boundsWords(decision, print, mostOf(groups, score));
  return judgement(decision, told, value, margin(value, limits));
}

/** Decides by the share of arrived requests that missed the limit, and tells the quantile that it stands for. */
function judgeQuantile<R>(
  { metric, limits, during }: Objective,
  score: Score<R> & Required<Pick<Score<R>, "quantile">>,
  groups: readonly RunGroup<R>[],
): Judgement {
  const { p } = score.quantile;
  const arrived = sum(groups.flatMap(({ runs }) => runs.map(score.quantile.arrived)));
  const strata = sample(groups, score.value);
  const missed = estimateMean(strata).mean;
  if (Number.isNaN(missed)) return judgement(decideMean(strata, score.limits), "");
  const decision = tellsQuantile(arrived, p)
    ? decideMean(strata, score.limits, usualEvent(groups, score.event))
    : decideFew(during === null && isSurelyMissed(missed, arrived, score.limits), arrived, p);
  const { print } = units.ratio;
  const misses = `${plusMinus(estimate(groups, score), print)} of arrived missed it${boundsWords(decision, print, 1)}`;
  const ofArrived = { value: score.quantile.of, event: () => 0 };
  const quantile = during === null ? meanOf(groups, score.quantile.of) : Number.NaN;
  if (!Number.isFinite(quantile)) {
    return judgement(decision, `${misses}, ${print(score.limits.max)} allowed`);
  }
  const told = `${metric} of arrived ${plusMinus(estimate(groups, ofArrived), units.ms.print)}`;
  return judgement(decision, `${told} · ${misses}`, quantile, margin(quantile, limits));
}

/** Requests that are too few to say that a quantile holds may say that it does not: by the exact bound of their share. */
function isSurelyMissed(missed: number, arrived: number, { max }: Limits): boolean {
  return proportionInterval(Math.round(missed * arrived), arrived, twoSidedLevel).low > max;
}

function decideFew(isMissed: boolean, arrived: number, p: number): FoundVerdict {
  if (isMissed) return { verdict: "missed", basis: null };
  const needed = quantileRequestsMin(p).toLocaleString("en-US");
  return { verdict: "undecided", basis: `${arrived.toLocaleString("en-US")} requests; ${needed} are needed` };
}

/** The share of runs without a sustained breach that `for 5m` asks where the objective names none. */
export const usualShare = 0.95;

/** Every run holds or does not; the share of those that hold decides. */
function judgeShare<R>(objective: Objective, score: Score<R>, groups: readonly RunGroup<R>[]): Judgement {
  const required = objective.share ?? usualShare;
  const strata = sample(groups, (run) => holds(objective, score, run));
  const decision = decideShare(strata, required);
  const share = estimateMean(strata).mean;
  if (Number.isNaN(share)) return judgement(decision, "");
  const { print } = units.ratio;
  const asked = objective.share === null ? `, ${print(required)} asked` : "";
  const told = `holds in ${plusMinus(shareEstimate(strata), print)} of replications${asked}`;
  return judgement(decision, told + longestBreachWords(objective, score, groups, "run"), share, share - required);
}

/** For each type of days: how often a sustained objective holds on such a day. */
export function daysHeld(objective: Objective, score: Score, types: readonly DayRuns[]): readonly DaysHeld[] {
  return types.map(({ days, runs, strata }) => ({
    days,
    strata: sample(groupRuns(runs, strata), (run) => holds(objective, score, run)),
  }));
}

/**
 * Judges a sustained objective of months: a month holds where all of its days do; days are independent, with as many of
 * each type as the calendar says. `groups` are the months.
 */
export function judgeMonths<R>(
  objective: Objective,
  score: Score<R>,
  types: readonly DaysHeld[],
  groups: readonly RunGroup<R>[],
): Judgement {
  const required = objective.share ?? usualShare;
  const decision = decideMonths(types, required);
  const found = monthEstimate(types);
  const share = found.value!;
  if (Number.isNaN(share)) return judgement(decision, "");
  const { print } = units.ratio;
  const asked = objective.share === null ? `, ${print(required)} asked` : "";
  const told = `holds on all days of ${plusMinus(found, print)} of months${asked}`;
  return judgement(decision, told + longestBreachWords(objective, score, groups, "month"), share, share - required);
}

/** 1 where a run holds an objective, 0 where it does not; NaN where it does not tell. */
export function holds<R>({ sustained }: Objective, score: Score<R>, run: R): number {
  if (sustained !== null) {
    const longest = score.longestBreach(run);
    return Number.isNaN(longest) ? longest : Number(longest * minute < sustained);
  }
  const value = score.value(run);
  return Number.isNaN(value) ? value : Number(isInside(value, score.limits));
}

/** Of a sustained objective: the longest breach of a run on average, with its interval, and that of the worst run. */
function longestBreachWords<R>(
  { sustained }: Objective,
  score: Score<R>,
  groups: readonly RunGroup<R>[],
  span: "run" | "month",
): string {
  if (sustained === null) return "";
  const all = groups.flatMap(({ runs }) => runs.map(score.longestBreach)).filter((minutes) => !Number.isNaN(minutes));
  const { print } = units.min;
  const longest = Math.max(...all);
  if (all.length === 1) return ` · longest breach ${print(longest)}`;
  const mean = plusMinus(estimate(groups, { value: score.longestBreach, event: () => 1 }), print);
  const worst = longest === 0 ? "" : `, ${print(longest)} in the worst of ${all.length}`;
  return ` · longest breach ${mean} a ${span}${worst}`;
}
