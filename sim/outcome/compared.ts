import type { Estimate } from "../facts/estimates.js";
import { compareReading, type ReadingComparison } from "./comparison.js";
import { contrastQuestion, type DecidingUnknowns, objectiveQuestions, type Question } from "./deciding-unknowns.js";
import { type ChangeGate, type GateOutcome, judgeGate } from "./gate.js";
import { type CostField, costBy, costFieldOf, costOfPart, type Part, partsOf } from "./money.js";
import type { ObjectiveOutcome } from "./outcome.js";
import type { Reading } from "./reading.js";
import { combineDigests } from "./replication.js";
import { commonStrata, groupByNumber, type StratumDefinition } from "./runs.js";
import {
  estimateSamples,
  judgeSamples,
  perMonthOf,
  readingOfSamples,
  type Sample,
  type SampleSheet,
} from "./sample.js";

/** A configuration with what is kept of its runs. */
export interface SampledConfiguration {
  readonly name: string;
  readonly scenario: string;
  readonly variant: string | null;
  readonly sheet: SampleSheet;
  readonly strata: readonly StratumDefinition[];
  readonly samples: readonly Sample[];
}

/** One configuration of a comparison by itself. */
export interface ConfigurationOutcome {
  readonly name: string;
  readonly scenario: string;
  readonly variant: string | null;
  readonly replications: number;
  readonly digest: string;
  readonly aborted: string | null;
  readonly cost: { readonly totalUsd: Estimate; readonly perMonthUsd: Estimate };
  readonly objectives: readonly ObjectiveOutcome[];
}

/** A part of the bill that two configurations pay differently. */
export interface LineDifference extends ReadingComparison {
  readonly service: string;
  readonly item: string;
}

/** Differences of one configuration from another under the same random numbers. */
export interface Contrast {
  readonly base: string;
  readonly other: string;
  /** Every reading that both have. */
  readonly readings: readonly ReadingComparison[];
  /** Parts of the bill that differ, the largest saving first; they add up to the difference of the whole. */
  readonly lines: readonly LineDifference[];
}

/** Several configurations compared, seed by seed: `comparison.json`. */
export interface ComparisonOutcome {
  readonly schema: 1;
  readonly kind: "comparison";
  readonly version: string;
  readonly seed: number;
  readonly replications: number;
  /** "totalUsd" where some configuration says nothing of a month. */
  readonly costField: CostField;
  readonly configurations: readonly ConfigurationOutcome[];
  /** Each after the first against the first. */
  readonly contrasts: readonly Contrast[];
  /** Each after the first against the one before it: where the money goes, step by step. */
  readonly steps: readonly Contrast[];
  readonly gates: readonly GateOutcome[];
  /** What a reader must know before trusting the differences. */
  readonly warnings: readonly string[];
  /** Where it was asked for: what of it depends on parameters that no public source tells. */
  readonly unknowns?: DecidingUnknowns;
}

/** The configurations to compare, and the changes that a gate forbids. */
export interface ComparisonRequest {
  readonly version: string;
  readonly seed: number;
  readonly replications: number;
  /** At least two. */
  readonly configurations: readonly SampledConfiguration[];
  readonly gates: readonly ChangeGate[];
}

/** Holds configurations against each other by what is kept of their runs. */
export function compared(request: ComparisonRequest): ComparisonOutcome {
  const { version, seed, replications, configurations, gates } = request;
  const strata = commonStrata(configurations);
  const costField = costFieldOf(configurations.flatMap(({ samples }) => samples.map(perMonthOf)));
  const against = (base: SampledConfiguration, other: SampledConfiguration) => contrast(base, other, strata, costField);
  const [first, ...others] = configurations;
  const contrasts = others.map((other) => against(first, other));
  const steps = others.map((other, index) => (index === 0 ? contrasts[0] : against(configurations[index], other)));
  const last = contrasts.at(-1)!;
  return {
    ...{ schema: 1, kind: "comparison", version, seed, replications, costField },
    configurations: configurations.map((each) => outcomeOf(each, strata)),
    contrasts,
    steps,
    gates: gates.map((gate) => {
      const found = last.readings.find(({ field }) => field === gate.reading.field);
      return found === undefined ? { text: gate.text, verdict: "not evaluated", seen: null } : judgeGate(gate, found);
    }),
    warnings: warningsOf(configurations, strata),
  };
}

/** Warns where the classes of nights differ: all are weighted by those of the first configuration that has any. */
function warningsOf(
  configurations: readonly SampledConfiguration[],
  common: readonly StratumDefinition[],
): readonly string[] {
  const stratified = configurations.filter(({ strata }) => strata.length > 0);
  const differing = stratified.find(({ strata }) =>
    strata.some(({ probability }, at) => probability !== common[at]?.probability),
  );
  if (differing === undefined) return [];
  const [{ name }] = stratified;
  return [
    `${name} and ${differing.name} have nights with a crunch of different probability: both are weighted by that of ${name}`,
  ];
}

/** Who is cheaper and who is faster, and which objectives hold: what a comparison decides. */
export function comparisonQuestions(
  { costField }: Pick<ComparisonOutcome, "costField">,
  configurations: readonly SampledConfiguration[],
): readonly Question[] {
  const [first, ...others] = configurations;
  const p99 = first.sheet.readings.filter(({ field }) => field.endsWith(".latencyMs.p99"));
  const contrasts = others.flatMap(({ name, sheet }, at): readonly Question[] => {
    const pair = [0, at + 1] as const;
    const shared = p99.filter(({ field }) => sheet.readings.some((other) => other.field === field));
    return [
      contrastQuestion(`cost of ${name} against ${first.name}`, readingOfSamples(costBy(costField)), pair, [
        "less",
        "more",
      ]),
      ...shared.map((reading) =>
        contrastQuestion(`${reading.name} of ${name} against ${first.name}`, readingOfSamples(reading), pair, [
          "lower",
          "higher",
        ]),
      ),
    ];
  });
  return [...contrasts, ...configurations.flatMap(({ name, sheet }, at) => objectiveQuestions(name, at, sheet))];
}

function outcomeOf(configuration: SampledConfiguration, strata: readonly StratumDefinition[]): ConfigurationOutcome {
  const { name, scenario, variant, sheet, samples } = configuration;
  const groups = groupByNumber(samples, strata);
  const of = (field: CostField) => estimateSamples(sheet, groups, readingOfSamples(costBy(field)));
  return {
    ...{ name, scenario, variant },
    replications: samples.length,
    digest: combineDigests(samples.map(({ digest }) => digest)),
    aborted: samples.find(({ aborted }) => aborted !== null)?.aborted ?? null,
    cost: { totalUsd: of("totalUsd"), perMonthUsd: of("perMonthUsd") },
    objectives: judgeSamples(sheet, groups).map(({ text, severity, ...judged }) => ({
      objective: text,
      severity,
      ...judged,
    })),
  };
}

function contrast(
  base: SampledConfiguration,
  other: SampledConfiguration,
  strata: readonly StratumDefinition[],
  costField: CostField,
): Contrast {
  const partners = new Map(other.samples.map((sample) => [sample.index, sample]));
  const paired = base.samples.filter(({ index }) => partners.has(index));
  const groups = groupByNumber(paired, strata);
  const partnerOf = ({ index }: Sample) => partners.get(index)!;
  const isSameCourse = (one: Sample) => one.digest === partnerOf(one).digest;
  const compare = (reading: Reading<Sample>) => compareReading(groups, partnerOf, isSameCourse, reading);
  const shared = base.sheet.readings.filter(({ field }) => other.sheet.readings.some((one) => one.field === field));
  const readings = shared
    .map((reading) => compare(readingOfSamples(reading)))
    .filter(({ base, other }) => base.value !== null || other.value !== null);
  const all = [...paired, ...paired.map(partnerOf)].flatMap((one) => one.lines);
  const lines = partsOf(all)
    .items.map((part) => ({ ...part, ...compare(partReading(part, costField)) }))
    .filter(({ difference }) => difference !== null && difference !== 0)
    .sort((a, b) => a.difference! - b.difference!);
  return { base: base.name, other: other.name, readings, lines };
}

function partReading(part: Required<Part>, field: CostField): Reading<Sample> {
  return {
    name: `${part.service} ${part.item}`,
    field: `cost.lines.${part.service}.${part.item}`,
    unit: "USD",
    value: ({ lines }) => costOfPart(lines, part, field),
    event: () => 0,
  };
}
