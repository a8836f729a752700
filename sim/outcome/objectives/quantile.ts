import { Histogram } from "../../statistics/histogram.js";
import { estimateMean } from "../../statistics/strata.js";
import { meanOf } from "../estimate.js";
import { quantileRequestsMin, tellsQuantile } from "../metrics/latency.js";
import { sum } from "../metrics/sums.js";
import { units } from "../metrics/units.js";
import type { ServiceReplication } from "../replication.js";
import { type Run, type RunGroup, sample } from "../runs.js";
import { type Judgement, judgement, limitWords } from "./judgement.js";
import type { Objective } from "./objective.js";
import type { Score } from "./score.js";
import { type Decision, decideMean, margin } from "./verdict.js";

/** Decides by the share of arrived requests answered in time, and tells the quantile that this share stands for. */
export function judgeQuantile(
  objective: Objective,
  service: string,
  score: Score,
  groups: readonly RunGroup[],
): Judgement {
  const p = score.limits.min;
  const strata = sample(groups, score.value);
  const share = estimateMean(strata).mean;
  if (Number.isNaN(share)) return judgement(decideMean(strata, score.limits), objective.metric);
  const serviceOf = (run: Run) => run.replication.services[service];
  const arrived = sum(groups.flatMap(({ runs }) => runs.map((run) => serviceOf(run).requests.arrived)));
  const decision = tellsQuantile(arrived, p) ? decideMean(strata, score.limits) : tooFew(arrived, p);
  const quantile = objective.during === null ? meanOf(groups, (run) => arrivedQuantile(serviceOf(run), p)) : Number.NaN;
  const inTime = `${units.ratio.print(share)} of arrived answered within ${units.ms.print(objective.limits.max)}`;
  if (!Number.isFinite(quantile)) return judgement(decision, `${inTime}, ${units.ratio.print(p)} asked`);
  const told = `${objective.metric} ${units.ms.print(quantile)} ${limitWords(objective.limits, units.ms.print)}; ${inTime}`;
  return judgement(decision, told, quantile, margin(quantile, objective.limits));
}

/**
 * The latency in milliseconds that a share p of *arrived* requests stays within: one that got no answer is slower than
 * all that did. Infinite where fewer than that were answered, NaN where the run has too few to tell.
 */
function arrivedQuantile({ requests, latency }: ServiceReplication, p: number): number {
  if (!tellsQuantile(requests.arrived, p)) return Number.NaN;
  const histogram = Histogram.from(latency);
  const rank = (p * requests.arrived) / histogram.count;
  return rank > 1 ? Number.POSITIVE_INFINITY : histogram.quantile(rank) / 1_000;
}

function tooFew(arrived: number, p: number): Decision {
  const needed = quantileRequestsMin(p).toLocaleString("en-US");
  return { verdict: "undecided", basis: `${arrived.toLocaleString("en-US")} requests; ${needed} are needed` };
}
