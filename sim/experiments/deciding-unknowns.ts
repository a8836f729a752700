import { isDeepStrictEqual } from "node:util";
import {
  type DecidingUnknowns,
  decidedOtherwise,
  type MovedUnknown,
  type Question,
} from "../outcome/deciding-unknowns.js";
import type { SampledRuns } from "../outcome/effect.js";
import type { Sample } from "../outcome/sample.js";
import { type ReadScenario, type Unknown, unknownEnds, unknownsOf, withSettings } from "../scenario/index.js";
import { type Alternative, alternativeOf } from "./alternative.js";
import type { Laboratory, SampleOrder } from "./laboratory.js";
import { scenarioOf } from "./plan.js";
import type { TrialWatch } from "./trial.js";

/** Which parameters stay as they are, since their user has written and can have measured them; part of a plan. */
export interface SensitivityAsked {
  readonly asWritten: readonly string[];
}

/** What an examination of these scenarios leaves as it is. */
export function askedOf(reads: readonly Pick<ReadScenario, "scenario" | "written">[]): SensitivityAsked {
  const all = reads.flatMap((read) => unknownsOf(read).filter(({ isAsWritten }) => isAsWritten));
  return { asWritten: [...new Set(all.map(({ path }) => path))] };
}

/** Why an experiment that examines its verdicts cannot be computed in parts. */
export const examinedLast = "what --sensitivity simulates depends on the result";

/** A configuration that decides, with those of its runs that are known already. */
export interface DecidingConfiguration {
  readonly alternative: Alternative;
  readonly samples: readonly Sample[];
}

/** What is examined: the questions are asked of the runs of these configurations, in their order. */
export interface ExaminationOrder extends TrialWatch {
  readonly configurations: readonly DecidingConfiguration[];
  readonly questions: readonly Question[];
  /** Of each configuration at most. */
  readonly replications: number;
  readonly asked: SensitivityAsked;
  readonly laboratory: Laboratory;
}

/** Pairs at each end: so many that ten can differ where an effect is rare. */
const pairsMost = 20;

/**
 * Moves every parameter that no public source tells to both ends of its range, in all configurations at once and with the random
 * numbers of the same replications, and says which answers are others there. It takes at most twenty replications of each
 * configuration at each end.
 */
export async function decidingUnknowns(order: ExaminationOrder): Promise<DecidingUnknowns> {
  const { questions, asked } = order;
  const indices = Array.from({ length: Math.min(pairsMost, order.replications) }, (_, index) => index);
  const { configurations, added } = await filledUp(order, indices);
  const moved = movedUnknowns(configurations, asked);
  const isOne = (alternative: Moved): alternative is Alternative =>
    typeof alternative === "object" && alternative !== null;
  const orders = moved.flatMap(({ ends }) =>
    ends.flatMap(({ alternatives }) =>
      alternatives.includes("refused")
        ? []
        : alternatives
            .filter(isOne)
            .flatMap((alternative) => indices.map((index): SampleOrder => ({ alternative, index }))),
    ),
  );
  const found = await samplesOf(orders, order);
  const unknowns = moved.map(({ path, ends }): MovedUnknown => {
    const allAt = (alternatives: readonly Moved[]) =>
      alternatives.map((alternative, at): SampledRuns | null => {
        const own = configurations[at];
        if (alternative === "refused") return null;
        if (alternative === null)
          return runsOf(
            own.alternative,
            own.samples.filter(({ index }) => index < indices.length),
          );
        const samples = found.get(alternative) ?? [];
        return samples.length < indices.length ? null : runsOf(alternative, samples);
      });
    return {
      path,
      ends: ends.map(({ value, alternatives }) => {
        const runs = allAt(alternatives).filter((each) => each !== null);
        const isMoved = alternatives.some((each) => each !== null);
        return { value, runs: isMoved && runs.length === configurations.length ? runs : null };
      }),
    };
  });
  const base = configurations.map(({ alternative, samples }) => runsOf(alternative, samples));
  return {
    ...{ moved: moved.length, replications: indices.length, simulated: added + orders.length },
    verdicts: decidedOtherwise(questions, base, unknowns),
  };
}

function runsOf({ sheet, strata }: Alternative, samples: readonly Sample[]): SampledRuns {
  return { sheet, strata, samples: samples.toSorted((a, b) => a.index - b.index) };
}

/** The configurations with a run of each of these numbers, and how many had to be simulated for that. */
async function filledUp(order: ExaminationOrder, indices: readonly number[]) {
  const orders = order.configurations.flatMap(({ alternative, samples }) => {
    const known = new Set(samples.map(({ index }) => index));
    return indices.filter((index) => !known.has(index)).map((index): SampleOrder => ({ alternative, index }));
  });
  const found = await samplesOf(orders, order);
  const configurations = order.configurations.map(({ alternative, samples }) => ({
    alternative,
    samples: [...samples, ...(found.get(alternative) ?? [])],
  }));
  return { configurations, added: orders.length };
}

/** What came of these orders, by alternative; without those that broke or ended early. */
async function samplesOf(orders: readonly SampleOrder[], { laboratory, onProgress, signal }: ExaminationOrder) {
  const found = new Map<Alternative, Sample[]>();
  if (orders.length === 0) return found;
  for await (const { place, sample } of laboratory.samples(orders, { onProgress, signal })) {
    const { alternative } = orders[place];
    if (sample !== null && sample.aborted === null) found.set(alternative, [...(found.get(alternative) ?? []), sample]);
  }
  return found;
}

/** A configuration at an end of a parameter; null where it is there already, or does not have the parameter. */
type Moved = Alternative | null | "refused";

/** A parameter with each configuration at each of its ends. */
interface PlannedUnknown {
  readonly path: string;
  readonly ends: readonly { readonly value: string; readonly alternatives: readonly Moved[] }[];
}

function movedUnknowns(
  configurations: readonly DecidingConfiguration[],
  { asWritten }: SensitivityAsked,
): readonly PlannedUnknown[] {
  const own = configurations.map(({ alternative }) => {
    const { scenario } = scenarioOf(alternative);
    const unknowns = unknownsOf({ scenario, written: () => false });
    return new Map(unknowns.filter(({ path }) => !asWritten.includes(path)).map((each) => [each.path, each]));
  });
  const paths = [...new Set(own.flatMap((unknowns) => [...unknowns.keys()]))];
  return paths.map((path) => ({
    path,
    ends: unknownEnds.map((end) => ({
      value: own.find((unknowns) => unknowns.has(path))!.get(path)!.ends[end].value,
      alternatives: configurations.map(({ alternative }, at) => movedTo(alternative, own[at].get(path), end)),
    })),
  }));
}

function movedTo(alternative: Alternative, unknown: Unknown | undefined, end: (typeof unknownEnds)[number]): Moved {
  if (unknown === undefined) return null;
  const { value, settings } = unknown.ends[end];
  const read = scenarioOf(alternative);
  const { resolved, files, replications } = alternative.source;
  const reading = withSettings({ ...read, resolved, data: { texts: files, shipped: read.data.shipped } }, settings);
  if (!reading.ok) return "refused";
  if (isDeepStrictEqual(reading.scenario, read.scenario)) return null;
  return alternativeOf(`${alternative.name}, ${unknown.path}=${value}`, reading, replications);
}
