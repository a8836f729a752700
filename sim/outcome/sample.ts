import type { Meter } from "../cost/ledger.js";
import type { ObservedRollout } from "../facts/aspects/observed-rollout.js";
import type { Estimate } from "../facts/estimates.js";
import { serviceMetrics } from "../facts/service-metrics.js";
import type { MetricUnit } from "../facts/units.js";
import { type CoarseHistogram, toCoarse } from "../statistics/histogram.js";
import { sum } from "../statistics/sum.js";
import { unbilled } from "./cost-outcome.js";
import { estimate } from "./estimate.js";
import { holds, judgeMonths, judgeScore, usualShare } from "./objectives/judge.js";
import { expandObjectives, type Objective, type ServiceAspects } from "./objectives/objective.js";
import { type Score, scoreOf } from "./objectives/score.js";
import type { Judgement } from "./objectives/verdict.js";
import { costMetrics, costReading, type Reading, serviceReading } from "./reading.js";
import { groupsBy, type Run, type RunGroup, type StratumDefinition, sample } from "./runs.js";

/** A number that JSON can hold: nothing for NaN, and a word for what has no end. */
type Kept = number | null | "Infinity";

/** A line of the bill of one run, without what it has in common with the others. */
export interface SampleLine {
  readonly service: string;
  readonly item: string;
  readonly usd: number;
  readonly perMonthUsd: number | null;
}

/** What is kept of one replication: a few kilobytes of JSON, from which all estimates, differences and verdicts are made. */
export interface Sample {
  readonly index: number;
  readonly stratum: string | null;
  readonly digest: string;
  readonly aborted: string | null;
  /** Of each reading, by field: its value, what one more event adds, and what it cannot exceed. */
  readonly readings: Readonly<Record<string, readonly Kept[]>>;
  /** Of each objective: value, event, most, longest breach; of a quantile the requests that arrived, and the quantile. */
  readonly scores: readonly (readonly Kept[] | null)[];
  readonly lines: readonly SampleLine[];
  /** Of a month: of each sustained objective, the share of its simulated days that hold it, by type of day. */
  readonly held?: readonly (readonly Kept[] | null)[];
  /** By service: its latencies in microseconds, within 3 %, so that those of all runs can be laid together. */
  readonly latency: Readonly<Record<string, CoarseHistogram>>;
  /** What was used in all, in the units of the meters: other prices can be put on it. */
  readonly usage: readonly (readonly [meter: Meter, service: string, quantity: number])[];
  /** By service, where its deployment is only observed: what its rollout showed. */
  readonly rollouts?: Readonly<Record<string, ObservedRollout>>;
  /** The same run at other prices, where its trial asked for them. */
  readonly alsoPriced?: readonly Sample[];
}

/** What is read of every run of a scenario. */
export interface SampleSheet {
  readonly readings: readonly Reading[];
  readonly objectives: readonly SheetObjective[];
  /** Of months: the types of their days; nothing without a calendar. */
  readonly days: readonly SheetDays[];
}

/** A type of a month's days: how many there are, and how many of each class of them a month simulates. */
export interface SheetDays {
  readonly days: number;
  readonly simulate: number;
}

interface SheetObjective {
  readonly objective: Objective;
  /** Null where only a measurement could tell. */
  readonly asked: { readonly score: Score; readonly unit: MetricUnit } | null;
}

/** The sheet of a scenario; `timeOfDay` is the local one of each minute of a run. */
export function sampleSheet(
  services: ServiceAspects,
  objectives: readonly Objective[],
  timeOfDay: (minute: number) => number,
  days: readonly SheetDays[] = [],
): SampleSheet {
  const ofServices = Object.entries(services).flatMap(([service, told]) =>
    serviceMetrics.filter(({ aspect }) => told.includes(aspect)).map((metric) => serviceReading(service, metric)),
  );
  return {
    readings: [...costMetrics.map(costReading), ...ofServices],
    objectives: expandObjectives(objectives, services).map((objective) => ({
      objective,
      asked: scoreOf(objective, timeOfDay),
    })),
    days,
  };
}

/** Fills in a sheet for one run. */
export function sampleOf(run: Run, sheet: SampleSheet): Sample {
  const { readings, objectives } = sheet;
  const { replication, bill } = run;
  const { index, stratum, digest, aborted } = replication;
  return {
    ...{ index, stratum, digest, aborted },
    readings: Object.fromEntries(
      readings.map(({ field, value, event, most }) => [
        field,
        [value(run), event(run), ...(most ? [most(run)] : [])].map(kept),
      ]),
    ),
    scores: objectives.map(({ asked }) => {
      if (asked === null) return null;
      const { value, event, most, longestBreach, quantile } = asked.score;
      const ofQuantile = quantile ? [quantile.arrived(run), quantile.of(run)] : [];
      return [value(run), event(run), most?.(run) ?? Infinity, longestBreach(run), ...ofQuantile].map(kept);
    }),
    lines: bill.lines.map(({ service, item, usd, perMonthUsd }) => ({ service, item, usd, perMonthUsd })),
    ...heldOf(run, sheet),
    latency: Object.fromEntries(
      Object.entries(replication.services).flatMap(([name, { latency }]) =>
        latency === undefined ? [] : [[name, toCoarse(latency.histogram)]],
      ),
    ),
    usage: replication.usage.readings.map(({ meter, service, hourly }) => [meter, service, sum(hourly)] as const),
    ...rolloutsOf(run),
  };
}

/** What the days of a month say of sustained objectives. */
function heldOf({ replication: { days } }: Run, sheet: SampleSheet): Pick<Sample, "held"> {
  if (days === undefined) return {};
  const shareOf = ({ objective, asked }: SheetObjective, type: number) => {
    const own = days.filter((day) => day.type === type);
    const values = own.map(({ replication }) => holds(objective, asked!.score, { replication, bill: unbilled }));
    return sum(own.map(({ times }, at) => times * values[at])) / sum(own.map(({ times }) => times));
  };
  const held = sheet.objectives.map((each) => {
    const isSustained = each.asked !== null && each.objective.sustained !== null;
    return isSustained ? sheet.days.map((_, type) => kept(shareOf(each, type))) : null;
  });
  return { held };
}

function rolloutsOf({ replication }: Run): Pick<Sample, "rollouts"> {
  const observed = Object.entries(replication.services).flatMap(([name, { cohorts }]) =>
    cohorts?.observed === undefined ? [] : [[name, cohorts.observed] as const],
  );
  return observed.length === 0 ? {} : { rollouts: Object.fromEntries(observed) };
}

/** What is left of a sample where thousands are held at once: its scores, its costs and its p99. */
export function scoresAlone({ readings, ...sample }: Sample): Sample {
  const told = Object.entries(readings).filter(([field]) => /^cost\.|\.latencyMs\.p99$/.test(field));
  return { ...sample, readings: Object.fromEntries(told), lines: [] };
}

/** What a month costs by one run; null where it says nothing of a month. */
export function perMonthOf({ readings }: Sample): number | null {
  const usd = readings["cost.perMonthUsd"]?.[0];
  return typeof usd === "number" ? usd : null;
}

/** A reading of what is kept of a run. */
export function readingOfSamples({ name, field, unit, most, isPositive }: Reading): Reading<Sample> {
  const at = (place: number) => (sample: Sample) => number(sample.readings[field]?.[place]);
  return {
    ...{ name, field, unit },
    value: at(0),
    event: at(1),
    ...(most && { most: at(2) }),
    ...(isPositive && { isPositive }),
  };
}

/** What samples say of a reading. Months that few days stand for scatter more than months do: no range of one is told. */
export function estimateSamples(
  { days }: SampleSheet,
  groups: readonly RunGroup<Sample>[],
  reading: Reading<Sample>,
): Estimate {
  const told = estimate(groups, reading);
  return days.length === 0 ? told : { ...told, predictedRange: null };
}

/** The verdict on each objective of a sheet, by what is kept of runs. */
export function judgeSamples(
  { objectives, days }: SampleSheet,
  groups: readonly RunGroup<Sample>[],
): readonly (Judgement & Pick<Objective, "text" | "severity">)[] {
  return objectives.map(({ objective, asked }, place) => ({
    text: objective.text,
    severity: objective.severity,
    ...(asked === null
      ? { verdict: "not evaluated" as const, value: null, margin: null, detail: "needs a measured run to compare with" }
      : judgeSample({ objective, asked }, place, days, groups)),
  }));
}

function judgeSample(
  { objective, asked }: SheetObjective & { readonly asked: NonNullable<SheetObjective["asked"]> },
  place: number,
  days: readonly SheetDays[],
  groups: readonly RunGroup<Sample>[],
): Judgement {
  const score = scoreOfSamples(asked.score, place);
  if (days.length === 0 || objective.sustained === null) return judgeScore(objective, score, asked.unit, groups);
  const held = heldDays(days, place).map(({ days, share }) => ({ days, strata: sample(groups, share) }));
  return judgeMonths(objective, score, held, groups);
}

/** By type of day, what a month says of a sustained objective: the share of its simulated days that hold it. */
function heldDays(days: readonly SheetDays[], place: number) {
  return days.map((own, type) => ({ ...own, share: (month: Sample) => number(month.held?.[place]?.[type]) }));
}

/** The targets that runs can hold, with what each sample says of them; of sustained ones of months, what it says of their days. */
export function targetScores({ objectives, days }: SampleSheet) {
  return objectives.flatMap(({ objective, asked }, place) => {
    if (asked === null || objective.severity !== "target") return [];
    const score = scoreOfSamples(asked.score, place);
    const held = days.length > 0 && objective.sustained !== null ? heldDays(days, place) : null;
    const own = { ...score, usualShare, holds: (sample: Sample) => holds(objective, score, sample) };
    return [{ objective, score: own, held }];
  });
}

/** What runs say of each objective as a number; null of those that only a measurement can tell. */
export function scoreReadings({ objectives }: SampleSheet): readonly (Reading<Sample> | null)[] {
  return objectives.map(({ objective: { text }, asked }, place) => {
    if (asked === null) return null;
    const { value, event } = scoreOfSamples(asked.score, place);
    return { name: text, field: text, unit: asked.unit, value, event };
  });
}

function scoreOfSamples({ limits, most, quantile }: Score, place: number): Score<Sample> {
  const at = (column: number) => (sample: Sample) => number(sample.scores[place]?.[column]);
  return {
    limits,
    value: at(0),
    event: at(1),
    ...(most && { most: at(2) }),
    longestBreach: at(3),
    ...(quantile && { quantile: { p: quantile.p, arrived: at(4), of: at(5) } }),
  };
}

/** Samples by stratum. */
export function groupSamples(
  samples: readonly Sample[],
  strata: readonly StratumDefinition[],
): readonly RunGroup<Sample>[] {
  return groupsBy(samples, strata, ({ stratum }) => stratum);
}

function kept(value: number): Kept {
  if (Number.isNaN(value)) return null;
  return Number.isFinite(value) ? value : "Infinity";
}

function number(value: Kept | undefined): number {
  if (value === null || value === undefined) return Number.NaN;
  return value === "Infinity" ? Number.POSITIVE_INFINITY : value;
}
