import { isDeepStrictEqual } from "node:util";
import { formatIssue } from "../../scenarios/language/index.js";
import type { SampledRuns } from "../outcome/effect.js";
import type { Sample } from "../outcome/sample.js";
import { type SampledEnd, type SensitivityOutcome, sensitivityOf } from "../outcome/sensitivity.js";
import { type ReadScenario, type Unknown, type UnknownEnd, unknownsOf, withSettings } from "../scenario/index.js";
import { type Alternative, alternativeOf } from "./alternative.js";
import type { Laboratory } from "./laboratory.js";
import type { ExperimentPlan } from "./plan.js";
import type { TrialWatch } from "./trial.js";

/**
 * One end of a parameter's range: the place of its alternative; none where the scenario has that value already, or
 * refuses it.
 */
interface PlannedEnd {
  readonly value: string;
  readonly at: number | null;
  readonly refused: string | null;
}

/** Settings of a sensitivity analysis beside its alternatives, of which the first is the scenario unchanged. */
export interface SensitivitySettings {
  readonly unknowns: readonly (Pick<Unknown, "path" | "value" | "because"> &
    Readonly<Record<UnknownEnd, PlannedEnd>>)[];
  readonly asWritten: SensitivityOutcome["asWritten"];
}

export type SensitivityPlan = ExperimentPlan<SensitivitySettings>;

/** Fewest pairs: where an effect is rare, an interval needs ten pairs that differ. */
export const fewestPairs = 20;

/**
 * A scenario, and each parameter of it that no public source tells at both ends of what it may be, all others being as they
 * are. `isOfAll`: also what the scenario says itself and its user can have measured.
 */
export function planSensitivity(read: ReadScenario, isOfAll: boolean): SensitivityPlan {
  const { replications } = read.scenario;
  const all = unknownsOf(read);
  const varied = all.filter(({ isAsWritten }) => isOfAll || !isAsWritten);
  const alternatives = [alternativeOf(read.scenario.name, read, replications)];
  const planned = ({ path, ends }: Unknown, end: UnknownEnd): PlannedEnd => {
    const { value, settings } = ends[end];
    const reading = withSettings(read, settings);
    if (!reading.ok) {
      const errors = reading.issues.filter(({ severity }) => severity === "error");
      return { value, at: null, refused: errors.map(formatIssue).join("; ") };
    }
    if (isDeepStrictEqual(reading.scenario, read.scenario)) return { value, at: null, refused: null };
    alternatives.push(alternativeOf(`${path}=${value}`, reading, replications));
    return { value, at: alternatives.length - 1, refused: null };
  };
  const unknowns = varied.map((unknown) => {
    const { path, value, because } = unknown;
    return { path, value, because, low: planned(unknown, "low"), high: planned(unknown, "high") };
  });
  const asWritten = all.filter((each) => !varied.includes(each)).map(({ path, value }) => ({ path, value }));
  return { command: "sensitivity", replications, settings: { unknowns, asWritten }, alternatives };
}

/** A plan, and where its samples come from. */
export interface SensitivityOrder extends TrialWatch {
  readonly version: string;
  readonly laboratory: Laboratory;
}

/** The analysis, or why there is none: a replication of the unchanged scenario broke or was aborted. */
export type SensitivityResult =
  | { readonly sensitivity: SensitivityOutcome }
  | { readonly sensitivity: null; readonly why: string };

/** Simulates every alternative with the random numbers of the same replications, and holds the ends against the scenario. */
export async function sensitivity(
  { alternatives, replications, settings }: SensitivityPlan,
  order: SensitivityOrder,
): Promise<SensitivityResult> {
  const simulated = await samplesOf(alternatives, replications, order);
  const [{ scenario, variant, seed }] = alternatives;
  const [predicted] = simulated;
  if (predicted.why !== null) return { sensitivity: null, why: predicted.why };
  const endOf = ({ value, at, refused }: PlannedEnd): SampledEnd => {
    if (at === null) return { value, runs: null, refused };
    const { why, runs } = simulated[at];
    return why === null ? { value, runs, refused: null } : { value, runs: null, refused: why };
  };
  return {
    sensitivity: sensitivityOf({
      ...{ scenario, variant, version: order.version, seed, replications },
      predicted: predicted.runs,
      unknowns: settings.unknowns.map((unknown) => {
        const { path, value, because, low, high } = unknown;
        return { path, value, because, low: endOf(low), high: endOf(high) };
      }),
      asWritten: settings.asWritten,
    }),
  };
}

/** The runs of each alternative, in the order of their replications, and why they cannot be used; null where they can. */
async function samplesOf(
  alternatives: readonly Alternative[],
  replications: number,
  order: SensitivityOrder,
): Promise<readonly { readonly runs: SampledRuns; readonly why: string | null }[]> {
  const orders = alternatives.flatMap((alternative) =>
    Array.from({ length: replications }, (_, index) => ({ alternative, index })),
  );
  const all: (Sample | null)[] = orders.map(() => null);
  const broken = alternatives.map((): string | null => null);
  for await (const { place, sample, error } of order.laboratory.samples(orders, order)) {
    all[place] = sample;
    if (error !== null) broken[Math.floor(place / replications)] = error.message;
  }
  return alternatives.map(({ sheet, strata }, at) => {
    const own = all.slice(at * replications, (at + 1) * replications).filter((sample) => sample !== null);
    const aborted = own.find((sample) => sample.aborted !== null)?.aborted ?? null;
    return { runs: { sheet, strata, samples: own }, why: broken[at] ?? aborted };
  });
}
