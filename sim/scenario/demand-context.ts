import { Callees } from "../../workload/calls.js";
import { Clock } from "../../workload/clock.js";
import type { DemandContext } from "../../workload/demands.js";
import type { Tables } from "../../workload/tables.js";
import { ofKind } from "../incidents/index.js";
import { kindOf, servedBy } from "../services/service-shape.js";
import type { Scenario } from "./shape.js";

/**
 * The context in which the demands of a replication are created: its seeds, and the scenario's incidents that affect
 * demand.
 */
export function demandContext(
  { clock, incidents, services }: Scenario,
  seed: number,
  tables: Tables,
  serverSeed?: number,
): DemandContext {
  return {
    seed,
    serverSeed,
    clock: new Clock(clock),
    tables,
    spikes: ofKind(incidents, "traffic-spike"),
    slowdowns: ofKind(incidents, "slow-downstream"),
    callees: calleesOf(services, tables),
  };
}

/** What the services of a scenario offer to those that call them. */
export function calleesOf(services: Scenario["services"], tables: Tables): Callees {
  const entries = Object.entries(services);
  const served = new Map(entries.map(([name, config]) => [name, servedBy(config)]));
  const atOnce = entries.filter(([, config]) => kindOf(config).answersAtOnce).map(([name]) => name);
  return new Callees(served, tables, new Set(atOnce));
}
