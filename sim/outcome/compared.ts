import type { Estimate } from "../facts/estimates.js";
import { sum } from "../statistics/sum.js";
import { compareReading, type ReadingComparison } from "./comparison.js";
import { type ChangeGate, type GateOutcome, judgeGate } from "./gate.js";
import type { ObjectiveOutcome } from "./outcome.js";
import { costReading, findCostMetric, type Reading } from "./reading.js";
import { combineDigests } from "./replication.js";
import type { RunGroup, StratumDefinition } from "./runs.js";
import {
  estimateSamples,
  groupSamples,
  judgeSamples,
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

/** One configuration against another under the same random numbers. */
export interface Contrast {
  readonly base: string;
  readonly other: string;
  /** Every reading that both have. */
  readonly readings: readonly ReadingComparison[];
  /** Parts of the bill that differ, the largest saving first; they add up to the difference of the whole. */
  readonly lines: readonly LineDifference[];
}

/** What several configurations cost and do, seed by seed: `comparison.json`. */
export interface ComparisonOutcome {
  readonly schema: 1;
  readonly kind: "comparison";
  readonly version: string;
  readonly seed: number;
  readonly replications: number;
  /** "totalUsd" where some configuration says nothing of a month. */
  readonly costField: "perMonthUsd" | "totalUsd";
  readonly configurations: readonly ConfigurationOutcome[];
  /** Each after the first against the first. */
  readonly contrasts: readonly Contrast[];
  /** Each after the first against the one before it: where the money goes, step by step. */
  readonly steps: readonly Contrast[];
  readonly gates: readonly GateOutcome[];
  /** What a reader must know before trusting the differences. */
  readonly warnings: readonly string[];
}

/** What was compared, and what must not have changed. */
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
  const { strata, warnings } = commonStrata(configurations);
  const isMonthly = configurations.every(({ samples }) =>
    samples.every(({ readings }) => (readings["cost.perMonthUsd"]?.[0] ?? null) !== null),
  );
  const costField = isMonthly ? "perMonthUsd" : "totalUsd";
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
    warnings,
  };
}

/** Replications are paired by number, so that all configurations have to mean the same classes of nights by them. */
function commonStrata(configurations: readonly SampledConfiguration[]) {
  const stratified = configurations.filter(({ strata }) => strata.length > 0);
  if (stratified.length === 0) return { strata: [], warnings: [] };
  const [{ strata, name }] = stratified;
  const differing = stratified.find((each) =>
    each.strata.some(({ probability }, at) => probability !== strata[at]?.probability),
  );
  const warnings =
    differing === undefined
      ? []
      : [
          `${name} and ${differing.name} have nights with a crunch of different probability: both are weighted by that of ${name}`,
        ];
  return { strata, warnings };
}

function outcomeOf(configuration: SampledConfiguration, strata: readonly StratumDefinition[]): ConfigurationOutcome {
  const { name, scenario, variant, sheet, samples } = configuration;
  const groups = grouped(samples, strata);
  const of = (field: string) => estimateSamples(sheet, groups, readingOfSamples(costReading(findCostMetric(field)!)));
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
  costField: "perMonthUsd" | "totalUsd",
): Contrast {
  const partners = new Map(other.samples.map((sample) => [sample.index, sample]));
  const paired = base.samples.filter(({ index }) => partners.has(index));
  const groups = grouped(paired, strata);
  const partnerOf = ({ index }: Sample) => partners.get(index)!;
  const isSameCourse = (one: Sample) => one.digest === partnerOf(one).digest;
  const compare = (reading: Reading<Sample>) => compareReading(groups, partnerOf, isSameCourse, reading);
  const shared = base.sheet.readings.filter(({ field }) => other.sheet.readings.some((one) => one.field === field));
  const readings = shared
    .map((reading) => compare(readingOfSamples(reading)))
    .filter(({ base, other }) => base.value !== null || other.value !== null);
  const keys = [...paired, ...paired.map(partnerOf)].flatMap(({ lines }) =>
    lines.map(({ service, item }) => ({ service, item })),
  );
  const distinct = [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
  const lines = distinct
    .map(({ service, item }) => {
      return { service, item, ...compare(lineReading(service, item, costField)) };
    })
    .filter(({ difference }) => difference !== null && difference !== 0)
    .sort((a, b) => a.difference! - b.difference!);
  return { base: base.name, other: other.name, readings, lines };
}

/** Replications of one number belong to one class of nights, whichever configuration has any. */
function grouped(samples: readonly Sample[], strata: readonly StratumDefinition[]): readonly RunGroup<Sample>[] {
  if (strata.length === 0) return groupSamples(samples, strata);
  const own = samples.map((sample) => ({ ...sample, stratum: strata[sample.index % strata.length].name }));
  return groupSamples(own, strata);
}

function lineReading(service: string, item: string, costField: "perMonthUsd" | "totalUsd"): Reading<Sample> {
  const column = costField === "perMonthUsd" ? "perMonthUsd" : "usd";
  return {
    name: `${service} ${item}`,
    field: `cost.lines.${service}.${item}`,
    unit: "USD",
    value: ({ lines }) =>
      sum(
        lines
          .filter((line) => line.service === service && line.item === item)
          .map((line) => line[column] ?? Number.NaN),
      ),
    event: () => 0,
  };
}
