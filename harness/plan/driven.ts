import { demandContext, type Scenario } from "../../sim/scenario/index.js";
import type { Demand } from "../../workload/demand.js";
import { createDemands, type DemandContext } from "../../workload/demands.js";
import { replicationSeed } from "../../workload/random.js";
import type { Tables } from "../../workload/tables.js";

/** The seed of what is driven: that of replication 0. */
export function drivenSeed({ seed }: Pick<Scenario, "seed">): number {
  return replicationSeed(seed, 0);
}

/** What the demands that are driven are made with, incidents that touch them included. */
export function drivenContext(scenario: Scenario, tables: Tables): DemandContext {
  return demandContext(scenario, drivenSeed(scenario), tables);
}

/** The demands that are driven, in the order of the scenario. */
export function drivenDemands(scenario: Scenario, tables: Tables): readonly Demand[] {
  return createDemands(scenario.demand, drivenContext(scenario, tables));
}

/** Microseconds of demand before clock.start that are sent for real. */
export function drivenWarmup({ clock, staging }: Pick<Scenario, "clock" | "staging">): number {
  return Math.min(clock.warmup, staging.warmup);
}
