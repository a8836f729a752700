import { money, withInterval } from "../../sim/facts/estimates.js";
import { counted, percent } from "../../sim/facts/numbers.js";
import type { CandidateFate, CandidateOutcome, OptimizationOutcome } from "../../sim/outcome/optimized.js";
import { moneyBeside } from "../units.js";

/** "seed 1 · 200 combinations · 1,352 of at most 1,600 replications", and the version. */
export function factWords({ seed, candidates, simulations, spent, budget, version }: OptimizationOutcome): string {
  const shared = simulations === candidates.length ? "" : ` of ${counted(simulations, "simulation")}`;
  return [
    `seed ${seed}`,
    `${counted(candidates.length, "combination")}${shared}`,
    `${spent.toLocaleString("en-US")} of at most ${counted(budget, "replication")} spent`,
    "the same random numbers for all",
    `fleetcast ${version}`,
  ].join(" · ");
}

const noTargets =
  "No target is stated, so it is the cheapest however slow it is: name what it has to hold under objectives.";

/** The answer in a few sentences. */
export function answerWords(found: OptimizationOutcome): string {
  const { best, axes, probability, confidence, isReached, indifference, nearest, candidates, objectives } = found;
  const sure = probabilityWords(probability);
  if (best === null) {
    const closest = namedWords(axes, nearest);
    return isReached
      ? `No combination holds every target, with a probability of ${sure}. Nearest comes ${closest}.`
      : `No combination is known to hold every target with ${percent(confidence)}; the budget is spent. Nearest comes ${closest}.`;
  }
  const rivals = candidates.filter(({ fate }) => fate === "undecided").length;
  const asked = isReached
    ? ""
    : ` ${percent(confidence)} was asked for and is not reached: ${counted(rivals, "combination")} ${rivals === 1 ? "is" : "are"} still open, and the budget is spent.`;
  const named = `${namedWords(axes, best.values)} costs ${costWords(best, found)}.`;
  return objectives.some(({ severity }) => severity === "target")
    ? `${named} With a probability of ${sure} it holds every target, and none that does costs ${percent(indifference)} less.${asked}`
    : `${named} With a probability of ${sure} none costs ${percent(indifference)} less.${asked} ${noTargets}`;
}

/** A lower bound of a probability, as it is one. */
export function probabilityWords(probability: number): string {
  if (probability >= 0.9995) return "at least 99.9 %";
  return `at least ${percent(Math.floor(probability * 1_000) / 1_000)}`;
}

/** "services.web.bounds.max=10, variant=spot". */
export function namedWords(axes: OptimizationOutcome["axes"], values: readonly string[]): string {
  return axes.map(({ path }, at) => `${path}=${values[at]}`).join(", ");
}

/** Cost of a candidate, with its interval. */
export function costWords({ cost }: CandidateOutcome, { costField }: Pick<OptimizationOutcome, "costField">): string {
  return money(cost, costField === "perMonthUsd" ? " a month" : " a run");
}

/** Additional cost over the best candidate. */
export function moreWords({ costsMore, cost, fate }: CandidateOutcome): string {
  if (fate === "best" || costsMore.value === null) return "";
  if (costsMore.value === 0 && costsMore.high === 0) return "the same";
  const format = moneyBeside(cost.value ?? 0);
  const signed = (usd: number) => `${usd < 0 ? "−" : "+"}${format(Math.abs(usd))}`;
  const { value, low, high } = costsMore;
  const isTooSmall = [value, low ?? value, high ?? value].every(
    (usd) => usd === 0 || format(Math.abs(usd)).startsWith("<"),
  );
  return isTooSmall ? signed(value) : withInterval(costsMore, signed);
}

/** Why a candidate was chosen or left aside. */
export function fateWords({ fate, why, feasible }: CandidateOutcome): string {
  switch (fate) {
    case "best":
      return "chosen";
    case "aborted":
      return `ended early: ${why}`;
    case "misses a target":
      return `misses ${why}`;
    case "not cheaper":
      return "not cheaper";
    case "undecided":
      return why !== null && feasible < 0.5 ? `open: may hold ${why}` : "open: may be cheaper";
  }
}

/** Numbers of candidates that were dropped, by reason. */
export function droppedWords({ candidates }: OptimizationOutcome): readonly string[] {
  const of = (fate: CandidateFate) => candidates.filter((each) => each.fate === fate);
  const span = (found: readonly CandidateOutcome[]) => {
    const counts = found.map(({ replications }) => replications);
    const [least, most] = [Math.min(...counts), Math.max(...counts)];
    return least === most ? `after ${counted(least, "replication")} each` : `after ${least} to ${most} replications`;
  };
  const told: readonly (readonly [CandidateFate, string])[] = [
    ["misses a target", "left aside since they miss a target"],
    ["not cheaper", "left aside since they are not cheaper by more than the indifference"],
    ["aborted", "left aside since their runs ended early"],
    ["undecided", "still open"],
  ];
  return told
    .filter(([fate]) => of(fate).length > 0)
    .map(([fate, words]) => `${of(fate).length} ${words}, ${span(of(fate))}`);
}

/** Candidates as a page shows them: the best, those that are still open, and then those that came nearest to it. */
export function shownCandidates({ candidates, best }: OptimizationOutcome, most: number): readonly CandidateOutcome[] {
  const rank = ({ fate }: CandidateOutcome) => (fate === "best" ? 0 : fate === "undecided" ? 1 : 2);
  const distance = ({ costsMore, feasible }: CandidateOutcome) =>
    best === null ? 1 - feasible : Math.abs(costsMore.value ?? Number.POSITIVE_INFINITY);
  return candidates.toSorted((a, b) => rank(a) - rank(b) || distance(a) - distance(b)).slice(0, most);
}
