import { Clock } from "../../workload/clock.js";
import type { Prices } from "../cost/cost-shape.js";
import { clockOutcome, type StratumDefinition } from "../outcome/index.js";
import { type SampleSheet, sampleSheet } from "../outcome/sample.js";
import { timeOfDay } from "../outcome/wall-clock.js";
import type { ReadScenario, Scenario } from "../scenario/index.js";
import { aspectsOf } from "../services/service-shape.js";
import { stratification } from "./replicate.js";
import { type ResolvedScenario, simulationName, trialName } from "./trial.js";

/** One configuration of an experiment: a scenario as it was read, what is read of its runs, and how it is simulated. */
export interface Alternative {
  /** As people call it: the file, its variant, what was set. */
  readonly name: string;
  readonly read: ReadScenario;
  readonly sheet: SampleSheet;
  readonly strata: readonly StratumDefinition[];
  readonly source: ResolvedScenario;
  /** Alternatives that have it in common differ in their prices alone. */
  readonly simulation: string;
  readonly prices: Prices;
  /** The name of the trial of a replication of it. */
  readonly trialName: (index: number) => string;
}

/** Makes an alternative of a scenario, for an experiment of so many replications. */
export function alternativeOf(
  name: string,
  read: ReadScenario,
  replications = read.scenario.replications,
): Alternative {
  const { scenario, resolved, data } = read;
  const source = { resolved, files: data.texts, replications };
  const classes = stratification(scenario, replications);
  return {
    name,
    read,
    sheet: sheetOf(scenario),
    strata: classes.strata,
    source,
    simulation: simulationName(source),
    prices: scenario.prices,
    trialName: (index) => trialName(source, index, classes.of(index).stratum),
  };
}

/** What is read of every run of a scenario. */
export function sheetOf({ services, objectives, clock }: Scenario): SampleSheet {
  return sampleSheet(aspectsOf(services), objectives, timeOfDay(clockOutcome(new Clock(clock))));
}
