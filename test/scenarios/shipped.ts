import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readDocument } from "../../scenarios/language/index.js";
import { openScenario } from "../../sim/cli/open-scenario.js";
import { shippedScenarios } from "../../sim/experiments/package-assets.js";
import { monthPrediction, outcomeOf } from "../../sim/experiments/predict.js";
import { price } from "../../sim/experiments/price.js";
import { stratification } from "../../sim/experiments/replicate.js";
import { ScenarioFiles } from "../../sim/library/scenario-files.js";
import type { Outcome } from "../../sim/outcome/outcome.js";
import type { Replication } from "../../sim/outcome/replication.js";
import { run } from "../../sim/run.js";
import type { ReadScenario } from "../../sim/scenario/index.js";
import { World } from "../../sim/world.js";
import { simulatedMonths } from "../experiments/months.js";
import type { WholeFacts } from "../support/simulate.js";

const folder = fileURLToPath(new URL("../../scenarios/", import.meta.url));

/** A scenario file, as it stands or under one of its variants. */
export interface Configuration {
  readonly name: string;
  readonly variant: string | null;
}

/** Every scenario that is shipped, and every variant of each. */
export const configurations: readonly Configuration[] = readdirSync(shippedScenarios)
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => file.slice(0, -".yaml".length))
  .flatMap((name) => [null, ...variantsOf(name)].map((variant) => ({ name, variant })));

function variantsOf(name: string): readonly string[] {
  const files = new ScenarioFiles(`${folder}${name}.yaml`);
  return readDocument(files.main, { load: files.load }).variants;
}

/** Reads a shipped scenario with settings on top. */
export function shipped({ name, variant }: Configuration, set: readonly string[] = []): ReadScenario {
  return openScenario(`${folder}${name}.yaml`, { set, ...(variant !== null && { variant }) });
}

/** Runs the first replication of a scenario, with crunches as they come. */
export function runOnce({ scenario, data }: ReadScenario): Replication {
  return run(scenario, { index: 0, stratum: null, tables: data.tables, crunches: new Map() });
}

/** How many requests a scenario's demand asks for, on average. */
export function requestsOf({ scenario, data }: ReadScenario): number {
  return new World(scenario, { seed: 1, tables: data.tables, crunches: new Map() }).requestsExpected;
}

/** What one replication of a scenario comes to. */
export function predictOnce(read: ReadScenario): { readonly replication: Replication; readonly outcome: Outcome } {
  const { scenario, data } = read;
  if (read.days.length > 0) {
    const [replication] = simulatedMonths(read);
    return { replication, outcome: monthPrediction({ read, version: "test" }, [replication])!.outcome };
  }
  const { strata, of } = stratification(scenario, 1);
  const replication = run(scenario, { index: 0, tables: data.tables, ...of(0) });
  return { replication, outcome: outcomeOf({ read, version: "test" }, price(read, [replication]), strata) };
}

/** What so many replications of a shipped scenario say together. */
export function predicted(configuration: Configuration, set: readonly string[], replications: number): Outcome {
  const read = shipped(configuration, [...set, `replications=${replications}`]);
  const { scenario, data } = read;
  const { strata, of } = stratification(scenario, replications);
  const runs = Array.from({ length: replications }, (_, index) =>
    run(scenario, { index, tables: data.tables, ...of(index) }),
  );
  return outcomeOf({ read, version: "test" }, price(read, runs), strata);
}

/** The orchestrator's part of such a run. */
export function orchestratorOf(name: string, set: readonly string[], variant: string | null = null): WholeFacts {
  return runOnce(shipped({ name, variant }, set)).services.orchestrator as WholeFacts;
}

export function sum(values: Iterable<number>): number {
  return [...values].reduce((total, value) => total + value, 0);
}
