import { minute } from "../../../scenarios/language/units/time.js";
import { units } from "../../facts/units.js";
import { estimateMean } from "../../statistics/moments.js";
import { type Run, type RunGroup, sample } from "../runs.js";
import { type Judgement, judgement } from "./judgement.js";
import type { Objective } from "./objective.js";
import type { Score } from "./score.js";
import { decideShare, isInside } from "./verdict.js";

/** The share of runs without a sustained breach that `for 5m` asks where the objective names none. */
const usualShare = 0.95;

/** Every run holds or does not; the share of those that hold decides. */
export function judgeShare(objective: Objective, score: Score, groups: readonly RunGroup[]): Judgement {
  const required = objective.share ?? usualShare;
  const strata = sample(groups, (run) => holds(objective, score, run));
  const decision = decideShare(strata, required);
  const share = estimateMean(strata).mean;
  if (Number.isNaN(share)) return judgement(decision, "");
  const { print } = units.ratio;
  const asked = objective.share === null ? `, ${print(required)} asked` : "";
  const told = `holds in ${print(share)} of replications${asked}`;
  return judgement(decision, told + longestBreachWords(objective, score, groups), share, share - required);
}

function holds({ sustained }: Objective, score: Score, run: Run): number {
  if (sustained !== null) return Number(score.longestBreach(run) * minute < sustained);
  const value = score.value(run);
  return Number.isNaN(value) ? value : Number(isInside(value, score.limits));
}

function longestBreachWords({ sustained }: Objective, score: Score, groups: readonly RunGroup[]): string {
  if (sustained === null) return "";
  const longest = Math.max(...groups.flatMap(({ runs }) => runs.map(score.longestBreach)));
  return ` · longest breach ${units.min.print(longest)}`;
}
