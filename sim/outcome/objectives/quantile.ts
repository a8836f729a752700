import { units } from "../../facts/units.js";
import { proportionInterval } from "../../statistics/interval.js";
import { estimateMean } from "../../statistics/moments.js";
import { sum } from "../../statistics/sum.js";
import { replicationOf } from "../demand-replication.js";
import { meanOf, usualEvent } from "../estimate.js";
import { arrivedQuantile, quantileRequestsMin, tellsQuantile } from "../metrics/latency.js";
import { type Run, type RunGroup, sample } from "../runs.js";
import { boundsWords, type Judgement, judgement } from "./judgement.js";
import type { Limits, Objective } from "./objective.js";
import type { Score } from "./score.js";
import { decideMean, type FoundVerdict, margin, twoSidedLevel } from "./verdict.js";

/** Whose quantile is asked for. */
export interface AskedQuantile {
  readonly service: string;
  readonly p: number;
}

/** Decides by the share of arrived requests that missed the limit, and tells the quantile that it stands for. */
export function judgeQuantile(
  { metric, limits, during }: Objective,
  { service, p }: AskedQuantile,
  score: Score,
  groups: readonly RunGroup[],
): Judgement {
  const serviceOf = (run: Run) => replicationOf(run.replication, service);
  const arrived = sum(groups.flatMap(({ runs }) => runs.map((run) => serviceOf(run).requests.arrived)));
  const strata = sample(groups, score.value);
  const missed = estimateMean(strata).mean;
  if (Number.isNaN(missed)) return judgement(decideMean(strata, score.limits), "");
  const decision = tellsQuantile(arrived, p)
    ? decideMean(strata, score.limits, usualEvent(groups, score.event))
    : decideFew(during === null && isSurelyMissed(missed, arrived, score.limits), arrived, p);
  const { print } = units.ratio;
  const misses = `${print(missed)} of arrived missed it${boundsWords(decision, print, 1)}`;
  const quantile = during === null ? meanOf(groups, (run) => arrivedQuantile(serviceOf(run), p)) : Number.NaN;
  if (!Number.isFinite(quantile)) {
    return judgement(decision, `${misses}, ${print(score.limits.max)} allowed`);
  }
  const told = `${metric} of arrived ${units.ms.print(quantile)}`;
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
