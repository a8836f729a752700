import { availableParallelism } from "node:os";
import { peakRate, processesFor } from "../../harness/generator/expected-load.js";
import type { LoadOrder } from "../../harness/generator/order.js";
import { guard } from "../../harness/guard/guard.js";
import { resolveTargets } from "../../harness/guard/resolve.js";
import { drivenDemands, drivenWarmup } from "../../harness/plan/driven.js";
import { environmentNames, environmentProblems } from "../../harness/plan/environment.js";
import type { ReadScenario, Scenario } from "../scenario/index.js";
import { refuse } from "./failures.js";
import type { HarnessOptions } from "./harness-options.js";

/** What is to be driven, and at what. */
export interface Aim {
  readonly read: ReadScenario;
  /** Base URL by service. */
  readonly targets: Readonly<Record<string, string>>;
  readonly options: HarnessOptions;
  /** The ECS cluster that is watched or changed; null for none. */
  readonly cluster?: string | null | undefined;
}

/** Makes an order of load that may be driven: what the guard refuses is thrown before a packet is sent. */
export async function loadOrder({ read, targets, options, cluster = null }: Aim): Promise<LoadOrder> {
  const { scenario, resolved, data } = read;
  const { staging, clock } = scenario;
  const { share, yes = false } = options;
  const warmup = drivenWarmup(scenario);
  const rate = peakRate(drivenDemands(scenario, data.tables), -warmup, clock.duration);
  const connections = options.connections ?? Math.max(1, Math.floor(staging.ceilings.connections / share.of));
  // Ceilings are for what all machines together do to a target.
  const everywhere = { connections: connections * share.of, peakRate: rate, duration: warmup + clock.duration };
  refuse(guard({ staging, targets, ...everywhere, yes, cluster }));
  const environment = environmentOf(scenario);
  refuse(await resolveTargets(targets, staging));
  const processes = options.processes ?? processesFor(rate / share.of, availableParallelism());
  return { resolved, files: data.texts, targets, environment, processes, share, connections, acknowledged: null };
}

/** The values of `${env:NAME}` that requests need. */
function environmentOf(scenario: Scenario): Readonly<Record<string, string>> {
  refuse(environmentProblems(scenario, process.env));
  return Object.fromEntries(environmentNames(scenario).map((name) => [name, process.env[name]!]));
}
