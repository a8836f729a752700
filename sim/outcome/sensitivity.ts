import type { Estimate } from "../facts/estimates.js";
import { beyondChance, type Effect, effectOn, type FoundEffect, type SampledRuns } from "./effect.js";
import { estimate } from "./estimate.js";
import { costBy, costFieldOf } from "./money.js";
import type { ObjectiveOutcome, Outcome, UnknownVerdict } from "./outcome.js";
import type { Reading } from "./reading.js";
import { combineDigests } from "./replication.js";
import { groupSamples, judgeSamples, perMonthOf, readingOfSamples, type Sample, scoreReadings } from "./sample.js";

/** The ends of what a parameter may be. */
export const ends = ["low", "high"] as const;

/** What an end moves. */
export interface EndEffect extends Effect {
  /** Chance alone gives no such difference, at 5 % for all effects of all parameters together. */
  readonly isBeyondChance: boolean;
}

/** An objective that is decided otherwise where a parameter is at one end of what it may be. */
export interface FlippedVerdict {
  readonly objective: string;
  readonly severity: ObjectiveOutcome["severity"];
  /** Of the scenario as it is. */
  readonly verdict: ObjectiveOutcome["verdict"];
  readonly atEnd: ObjectiveOutcome["verdict"];
  /** The number behind the verdict moves by more than chance does, at 5 % for all flips together. */
  readonly isBeyondChance: boolean;
}

/** One end of what a parameter may be. */
export interface EndOutcome {
  /** As the scenario would write it. */
  readonly value: string;
  /** It is what the scenario has: nothing was simulated, and nothing moves. */
  readonly isAsPredicted: boolean;
  readonly replications: number;
  /** Why there is no result; null where there is one. */
  readonly refused: string | null;
  readonly effects: readonly EndEffect[];
  readonly verdicts: readonly FlippedVerdict[];
}

/** A parameter that no public source tells, and what it moves. */
export interface UnknownOutcome {
  /** "services.web.launch.boot" */
  readonly path: string;
  /** As the scenario has it. */
  readonly value: string;
  /** Where the ends of its range come from. */
  readonly because: string;
  readonly low: EndOutcome;
  readonly high: EndOutcome;
}

/** A number of the scenario as it is. */
export interface PredictedNumber extends Pick<Effect, "name" | "field" | "unit"> {
  readonly estimate: Estimate;
}

/** Which parameters that nobody knows move cost, p99 and verdicts, and how much: `sensitivity.json`. */
export interface SensitivityOutcome {
  readonly schema: 1;
  readonly kind: "sensitivity";
  readonly scenario: string;
  readonly variant: string | null;
  readonly version: string;
  readonly seed: number;
  /** Of the scenario as it is, and at each end. */
  readonly replications: number;
  readonly digest: string;
  /** The scenario as it is: cost, and the p99 of each service that has latencies. */
  readonly predicted: readonly PredictedNumber[];
  readonly objectives: readonly ObjectiveOutcome[];
  /** What moves one of them most, as a share of it, first. */
  readonly unknowns: readonly UnknownOutcome[];
  /** Not varied, since it stands in the scenario and may have been measured. */
  readonly asWritten: readonly Pick<UnknownOutcome, "path" | "value">[];
}

/** One end as it was simulated: its runs, nothing where it is what the scenario has, or why there are none. */
export interface SampledEnd {
  readonly value: string;
  readonly runs: SampledRuns | null;
  readonly refused: string | null;
}

/** A parameter with what is kept of its ends. */
export interface SampledUnknown extends Pick<UnknownOutcome, "path" | "value" | "because"> {
  readonly low: SampledEnd;
  readonly high: SampledEnd;
}

/** What was varied, and what is kept of it. */
export interface SensitivityRequest
  extends Pick<SensitivityOutcome, "scenario" | "variant" | "version" | "seed" | "replications" | "asWritten"> {
  readonly predicted: SampledRuns;
  readonly unknowns: readonly SampledUnknown[];
}

/** The risk of calling anything that chance did an effect. */
const risk = 0.05;

/** Holds every end of every parameter against the scenario as it is. */
export function sensitivityOf({ predicted, unknowns, ...request }: SensitivityRequest): SensitivityOutcome {
  const readings = readingsOf(predicted);
  const groups = groupSamples(predicted.samples, predicted.strata);
  const objectives = judged(predicted);
  const numbers = readings.map((reading) => ({
    ...{ name: reading.name, field: reading.field, unit: reading.unit },
    estimate: estimate(groups, reading),
  }));
  const compared = unknowns.map(({ low, high, ...unknown }) => {
    const [atLow, atHigh] = [low, high].map((end) => comparedEnd(end, predicted, readings));
    return { ...unknown, ...withFlips(atLow, atHigh, { predicted, objectives, runs: [low.runs, high.runs] }) };
  });
  const told = withoutChance(compared);
  const sizes = new Map(told.map((unknown) => [unknown, largestShare(unknown, numbers)]));
  const runs = [predicted, ...unknowns.flatMap(({ low, high }) => [low.runs ?? [], high.runs ?? []].flat())];
  return {
    ...{ schema: 1, kind: "sensitivity" },
    ...request,
    digest: combineDigests(runs.flatMap(({ samples }) => samples.map(({ digest }) => digest))),
    predicted: numbers,
    objectives,
    unknowns: told.sort((a, b) => sizes.get(b)! - sizes.get(a)!),
  };
}

/** Whether a verdict on a target is decided otherwise somewhere in the range of a parameter, by more than chance. */
export function flipsOf({ low, high }: UnknownOutcome): readonly FlippedVerdict[] {
  return [...low.verdicts, ...high.verdicts].filter(({ isBeyondChance }) => isBeyondChance);
}

/** A prediction with what decides its verdicts otherwise, beside each of them and among its assumptions. */
export function withUnknowns(outcome: Outcome, { unknowns, replications }: SensitivityOutcome): Outcome {
  const verdicts = unknowns.flatMap((unknown) =>
    ends.flatMap((end) =>
      unknown[end].verdicts
        .filter(({ isBeyondChance }) => isBeyondChance)
        .map(({ objective, verdict, atEnd }): UnknownVerdict => {
          const { path } = unknown;
          return { objective, verdict, atEnd, path, value: unknown[end].value };
        }),
    ),
  );
  const moved = `${unknowns.length} parameters that no public source tells were moved to both ends of what is plausible, one at a time`;
  const sentence =
    verdicts.length === 0
      ? `${moved}: none decides an objective otherwise`
      : `${moved}: what decides an objective otherwise stands beside it`;
  return {
    ...outcome,
    objectives: outcome.objectives.map((objective) => {
      const own = verdicts.filter((each) => each.objective === objective.objective);
      const words = own.map(({ atEnd, path, value }) => `${atEnd} where ${path} is ${value}`);
      return { ...objective, detail: [objective.detail, ...words].filter(Boolean).join(" · ") };
    }),
    assumptions: [...outcome.assumptions, sentence],
    unknowns: { moved: unknowns.length, replications, verdicts },
  };
}

/** Cost, of the month where the runs say one, and the p99 of each service that has latencies. */
function readingsOf({ sheet, samples }: SampledRuns): readonly Reading<Sample>[] {
  const cost = costBy(costFieldOf(samples.map(perMonthOf)));
  const quantiles = sheet.readings.filter(({ field }) => field.endsWith(".latencyMs.p99"));
  const readings = [cost, ...quantiles].map((reading) => readingOfSamples(reading));
  return readings.filter(({ value }) => samples.some((sample) => !Number.isNaN(value(sample))));
}

function judged({ sheet, samples, strata }: SampledRuns): readonly ObjectiveOutcome[] {
  const verdicts = judgeSamples(sheet, groupSamples(samples, strata));
  return verdicts.map(({ text, ...judgement }) => ({ objective: text, ...judgement }));
}

type Found<Told> = Omit<Told, "isBeyondChance"> & { readonly chance: number };

interface ComparedEnd extends Omit<EndOutcome, "effects" | "verdicts"> {
  readonly effects: readonly FoundEffect[];
  readonly verdicts: readonly Found<FlippedVerdict>[];
}

function comparedEnd(
  { value, runs, refused }: SampledEnd,
  predicted: SampledRuns,
  readings: readonly Reading<Sample>[],
): ComparedEnd {
  const isAsPredicted = runs === null && refused === null;
  const replications = runs?.samples.length ?? 0;
  const own = isAsPredicted ? predicted : runs;
  const effects = own === null ? [] : readings.map((reading) => effectOn(reading, predicted, own));
  return { value, isAsPredicted, replications, refused, effects, verdicts: [] };
}

interface Judging {
  readonly predicted: SampledRuns;
  readonly objectives: readonly ObjectiveOutcome[];
  /** Of the low and the high end. */
  readonly runs: readonly (SampledRuns | null)[];
}

/** Both ends with the objectives that they decide otherwise: than the prediction does or, where that is undecided, than each other. */
function withFlips(low: ComparedEnd, high: ComparedEnd, { predicted, objectives, runs }: Judging) {
  const scores = scoreReadings(predicted.sheet);
  const at = runs.map((own) => (own === null ? objectives : judged(own)));
  const flipsAt = (end: number) =>
    objectives.flatMap(({ objective, severity, verdict }, place): readonly Found<FlippedVerdict>[] => {
      const [atEnd, atOther] = [at[end][place].verdict, at[1 - end][place].verdict];
      const [own, score] = [runs[end], scores[place]];
      const isFlipped =
        isDecided(atEnd) && atEnd !== verdict && (isDecided(verdict) || (isDecided(atOther) && atOther !== atEnd));
      if (!isFlipped || own === null || score === null) return [];
      return [{ objective, severity, verdict, atEnd, chance: effectOn(score, predicted, own).chance }];
    });
  return { low: { ...low, verdicts: flipsAt(0) }, high: { ...high, verdicts: flipsAt(1) } };
}

function isDecided(verdict: ObjectiveOutcome["verdict"]): boolean {
  return verdict === "met" || verdict === "missed";
}

type ComparedUnknown = Omit<UnknownOutcome, "low" | "high"> & Readonly<Record<"low" | "high", ComparedEnd>>;

/** What chance explains is told apart: among all effects at once, and among all flips. */
function withoutChance(unknowns: readonly ComparedUnknown[]): UnknownOutcome[] {
  const all = unknowns.flatMap(({ low, high }) => [low, high]);
  const effects = toldApart(all.flatMap((end) => end.effects));
  const flips = toldApart(all.flatMap((end) => end.verdicts));
  const told = (end: ComparedEnd): EndOutcome => ({
    ...end,
    effects: end.effects.map((found) => ({ ...found.effect, isBeyondChance: effects.has(found) })),
    verdicts: end.verdicts.map(({ chance, ...flip }, at) => ({ ...flip, isBeyondChance: flips.has(end.verdicts[at]) })),
  });
  return unknowns.map((unknown) => ({ ...unknown, low: told(unknown.low), high: told(unknown.high) }));
}

/** What is no effect at all was not tested: it makes no other harder to see. */
function toldApart<T extends { readonly chance: number }>(found: readonly T[]): ReadonlySet<T> {
  const tested = found.filter(({ chance }) => chance < 1);
  const isBeyond = beyondChance(
    tested.map(({ chance }) => chance),
    risk,
  );
  return new Set(tested.filter((_, at) => isBeyond[at]));
}

/** The largest effect of a parameter, as a share of what it moves. */
function largestShare({ low, high }: UnknownOutcome, numbers: readonly PredictedNumber[]): number {
  const shares = [low, high].flatMap(({ effects }) =>
    effects.map(({ difference }, at) => Math.abs((difference ?? 0) / (numbers[at].estimate.value ?? Number.NaN))),
  );
  return Math.max(0, ...shares.filter(Number.isFinite));
}
