import { availableParallelism } from "node:os";
import { peakRate, processesFor } from "../../../harness/generator/expected-load.js";
import type { LoadOrder } from "../../../harness/generator/order.js";
import { pinAddresses, resolveTargets } from "../../../harness/guard/addresses.js";
import { guard, hostHeaderRefusals, type LoadSize } from "../../../harness/guard/guard.js";
import { drivenDemands, drivenWarmup } from "../../../harness/plan/driven.js";
import { environmentNames, environmentProblems } from "../../../harness/plan/template.js";
import type { ReadScenario, Scenario } from "../../scenario/index.js";
import { refuse } from "../failures.js";
import type { HarnessOptions } from "./harness-options.js";

/** What is driven, and its target. */
interface Aim {
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
  const { staging } = scenario;
  const { share, yes = false } = options;
  const size = loadSize(read, options);
  refuse(guard({ staging, targets, ...size, yes, cluster }));
  refuse(hostHeaderRefusals(scenario.demand, targets));
  const environment = environmentOf(scenario);
  const { refusals, addresses } = await resolveTargets(targets, staging);
  refuse(refusals);
  pinAddresses(addresses);
  const processes = options.processes ?? processesFor(size.peakRate / share.of, availableParallelism());
  const connections = size.connections / share.of;
  const files = data.texts;
  return { resolved, files, targets, addresses, environment, processes, share, connections, acknowledged: null };
}

/** The peak rates that all machines together would drive, from the demand's curves alone, without walking the plan. */
export function loadSize(
  { scenario, data }: ReadScenario,
  { share, connections }: Pick<HarnessOptions, "share" | "connections">,
): LoadSize {
  const { staging, clock } = scenario;
  const warmup = drivenWarmup(scenario);
  const own = connections ?? Math.max(1, Math.floor(staging.ceilings.connections / share.of));
  return {
    peakRate: peakRate(drivenDemands(scenario, data.tables), -warmup, clock.duration),
    duration: warmup + clock.duration,
    connections: own * share.of,
  };
}

/** The values of `${env:NAME}` that requests need. */
function environmentOf(scenario: Scenario): Readonly<Record<string, string>> {
  refuse(environmentProblems(scenario, process.env));
  return Object.fromEntries(environmentNames(scenario).map((name) => [name, process.env[name]!]));
}
