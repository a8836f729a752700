import { Clock } from "../../workload/clock.js";
import { type CrunchStratum, stratumOf } from "../capacity/strata.js";
import type { Prices } from "../cost/cost-shape.js";
import { clockOutcome, type StratumDefinition } from "../outcome/index.js";
import { type SampleSheet, sampleSheet } from "../outcome/sample.js";
import { timeOfDay } from "../outcome/wall-clock.js";
import type { ReadScenario, Scenario } from "../scenario/index.js";
import { aspectsOf } from "../services/service-shape.js";
import { stratification } from "./replicate.js";
import { type ResolvedScenario, simulationName, trialName } from "./trial.js";

/** One configuration of an experiment: how it is simulated, and what is read of its runs. */
export interface Alternative {
  /** Name shown to people: the file, its variant, what was set. */
  readonly name: string;
  /** The name of its scenario, and the variant of it. */
  readonly scenario: string;
  readonly variant: string | null;
  readonly seed: number;
  readonly sheet: SampleSheet;
  readonly strata: readonly StratumDefinition[];
  readonly source: ResolvedScenario;
  /** Alternatives that have it in common differ in their prices alone. */
  readonly simulation: string;
  readonly prices: Prices;
  /** The name of the trial of a replication of it. */
  readonly trialName: (index: number) => string;
}

/** The parts of a scenario that an alternative is made of. Little else is kept, since there may be thousands. */
export interface AlternativeScenario extends Pick<ReadScenario, "scenario" | "variant" | "resolved"> {
  readonly data: { readonly texts: ReadonlyMap<string, string> };
}

/** Makes an alternative of a scenario, for an experiment of so many replications. */
export function alternativeOf(
  name: string,
  { scenario, variant, resolved, data }: AlternativeScenario,
  replications = scenario.replications,
): Alternative {
  const source = { resolved, files: data.texts, replications };
  // The days of a month are stratified, each type by itself.
  const { strata } = scenario.calendar === undefined ? stratification(scenario, replications) : { strata: [] };
  return {
    ...{ name, scenario: scenario.name, variant, seed: scenario.seed },
    sheet: sheetOf(scenario),
    strata,
    source,
    simulation: simulationName(source),
    prices: scenario.prices,
    trialName: trialNames(source, strata),
  };
}

/** A function of its own, so that it keeps nothing else of the scenario alive. */
function trialNames(source: ResolvedScenario, strata: readonly CrunchStratum[]): Alternative["trialName"] {
  return (index) => trialName(source, index, strata.length === 0 ? null : stratumOf(strata, index).name);
}

/** The sheets that were made last, by what they are made of: the alternatives of an experiment mostly have one in common. */
const sheets = new Map<string, SampleSheet>();
const sheetsMax = 8;

/** The readings taken of every run of a scenario. */
export function sheetOf({ services, objectives, clock, calendar = [] }: Scenario): SampleSheet {
  const aspects = aspectsOf(services);
  const days = calendar.map(({ days, simulate }) => ({ days, simulate }));
  const key = JSON.stringify([aspects, objectives, clock, days]);
  const made = sheets.get(key) ?? sampleSheet(aspects, objectives, timeOfDay(clockOutcome(new Clock(clock))), days);
  sheets.delete(key);
  sheets.set(key, made);
  if (sheets.size > sheetsMax) sheets.delete(sheets.keys().next().value!);
  return made;
}
