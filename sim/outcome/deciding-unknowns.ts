import { beyondChance, effectOn, type SampledRuns } from "./effect.js";
import { type CostField, costBy } from "./money.js";
import type { Reading } from "./reading.js";
import {
  groupSamples,
  judgeSamples,
  readingOfSamples,
  type Sample,
  type SampleSheet,
  scoreReadings,
} from "./sample.js";

/** A verdict of a report that is another one where a parameter that no public source tells is at an end of its range. */
export interface DecidedOtherwise {
  /** What is judged: "few: web p99 <= 3s", "cost of few against usual". */
  readonly subject: string;
  readonly verdict: string;
  readonly atEnd: string;
  readonly path: string;
  /** Of the parameter, at that end. */
  readonly value: string;
}

/** What the verdicts of a report have to do with parameters that no public source tells. */
export interface DecidingUnknowns {
  /** Parameters that were moved to both ends of what is plausible, one at a time, in all configurations that decide. */
  readonly moved: number;
  /** Of each configuration at each end, and in all. */
  readonly replications: number;
  readonly simulated: number;
  /** By more than chance does, at 5 % for all of them together. */
  readonly verdicts: readonly DecidedOtherwise[];
}

/** Something that a report judges by the runs of its configurations, which come in the same order to each function. */
export interface Question {
  readonly subject: string;
  readonly ask: (runs: readonly SampledRuns[]) => GivenVerdict;
  /** With what probability chance alone gives another answer at an end, beside the runs as they are. */
  readonly chance: (atEnd: readonly SampledRuns[], base: readonly SampledRuns[]) => number;
}

/** What is said; an answer that is not decided is none. */
export interface GivenVerdict {
  readonly verdict: string;
  readonly isDecided: boolean;
}

/** A parameter with the runs of all configurations at each of its ends; null where an end could not be simulated. */
export interface MovedUnknown {
  readonly path: string;
  readonly ends: readonly { readonly value: string; readonly runs: readonly SampledRuns[] | null }[];
}

/** The risk of saying of any verdict that it is decided otherwise where chance did that. */
const risk = 0.05;

/** What is decided otherwise at an end: than as it is or, where that is undecided, than at the other end. */
export function decidedOtherwise(
  questions: readonly Question[],
  base: readonly SampledRuns[],
  unknowns: readonly MovedUnknown[],
): readonly DecidedOtherwise[] {
  const found = questions.flatMap(({ subject, ask, chance }) => {
    const own = ask(base);
    return unknowns.flatMap(({ path, ends }) => {
      const answers = ends.map(({ runs }) => (runs === null ? own : ask(runs)));
      return ends.flatMap(({ value, runs }, at) => {
        const [answer, other] = [answers[at], answers[1 - at]];
        const isOtherwise = answer.isDecided && answer.verdict !== own.verdict;
        const isTold = own.isDecided || (other.isDecided && other.verdict !== answer.verdict);
        if (runs === null || !isOtherwise || !isTold) return [];
        const told = { subject, verdict: own.verdict, atEnd: answer.verdict, path, value };
        return [{ told, chance: chance(runs, base) }];
      });
    });
  });
  const isFound = beyondChance(
    found.map(({ chance }) => chance),
    risk,
  );
  return found.flatMap(({ told }, at) => (isFound[at] ? [told] : []));
}

/** Whether the objectives of one of the configurations hold, each a question. */
export function objectiveQuestions(name: string, at: number, sheet: SampleSheet): readonly Question[] {
  return scoreReadings(sheet).flatMap((score, place): readonly Question[] => {
    if (score === null) return [];
    return [
      {
        subject: name === "" ? score.name : `${name}: ${score.name}`,
        ask: (runs) => {
          const { samples, strata } = runs[at];
          const { verdict } = judgeSamples(sheet, groupSamples(samples, strata))[place];
          return { verdict, isDecided: verdict === "met" || verdict === "missed" };
        },
        chance: (atEnd, base) => effectOn(score, base[at], atEnd[at]).chance,
      },
    ];
  });
}

/** Which of two configurations has less of something: "less", or "more", in the words for it. */
export function contrastQuestion(
  subject: string,
  reading: Reading<Sample>,
  [base, other]: readonly [number, number],
  [less, more]: readonly [string, string],
): Question {
  const effect = (runs: readonly SampledRuns[]) => effectOn(reading, runs[base], runs[other]);
  return {
    subject,
    ask: (runs) => {
      const { difference } = effect(runs).effect;
      const isDecided = difference !== null && difference !== 0 && effect(runs).chance <= risk;
      return { verdict: (difference ?? 0) < 0 ? less : more, isDecided };
    },
    chance: (atEnd) => effect(atEnd).chance,
  };
}

/** A combination of which one is chosen. */
interface ChoosableCombination {
  readonly cost: number | null;
  readonly holds: boolean;
}

/**
 * The combinations that decide a choice, by their places: the chosen one first, by default the cheapest that holds every
 * target; then the cheapest other one that does, and of those that cost less than the chosen and miss a target the dearest. Where
 * none is chosen, the cheapest alone.
 */
export function decidingPlaces(all: readonly ChoosableCombination[], chosen?: number): readonly number[] {
  const inOrder = all
    .map(({ cost, holds }, at) => ({ at, cost: cost ?? Number.POSITIVE_INFINITY, holds }))
    .sort((a, b) => a.cost - b.cost);
  const holding = inOrder.filter(({ holds }) => holds);
  const best = chosen === undefined ? holding[0] : inOrder.find(({ at }) => at === chosen);
  const next = holding.find(({ at }) => at !== best?.at);
  if (best === undefined) return inOrder.slice(0, 1).map(({ at }) => at);
  const cheaper = inOrder.findLast(({ cost, holds }) => !holds && cost < best.cost);
  return [best, next, cheaper].filter((each) => each !== undefined).map(({ at }) => at);
}

/** Whether what is chosen, the first, still holds its targets, whether others then do, and whether it is still the cheaper one. */
export function choiceQuestions(
  configurations: readonly { readonly name: string; readonly sheet: SampleSheet }[],
  costField: CostField,
): readonly Question[] {
  const [chosen, ...others] = configurations;
  const cost = readingOfSamples(costBy(costField));
  return [
    ...configurations.flatMap(({ name, sheet }, at) => objectiveQuestions(name, at, sheet)),
    ...others.map(({ name }, at) =>
      contrastQuestion(`cost of ${name} against ${chosen.name}`, cost, [0, at + 1], ["less", "more"]),
    ),
  ];
}
