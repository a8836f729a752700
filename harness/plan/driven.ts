import { demandContext, type Scenario } from "../../sim/scenario/index.js";
import type { Demand } from "../../workload/demand.js";
import { createDemands, type DemandContext } from "../../workload/demands.js";
import { replicationSeed } from "../../workload/random.js";
import type { Tables } from "../../workload/tables.js";

/** The seed of the driven replication, which is replication 0. */
export function drivenSeed({ seed }: Pick<Scenario, "seed">): number {
  return replicationSeed(seed, 0);
}

/** The context from which the driven demands are made, including the incidents that affect them. */
export function drivenContext(scenario: Scenario, tables: Tables): DemandContext {
  return demandContext(scenario, drivenSeed(scenario), tables);
}

/** The driven demands, in the order of the scenario. */
export function drivenDemands(scenario: Scenario, tables: Tables): readonly Demand[] {
  return createDemands(scenario.demand, drivenContext(scenario, tables));
}

/** Length of the warm-up that is really sent before clock.start, in microseconds. */
export function drivenWarmup({ clock, staging }: Pick<Scenario, "clock" | "staging">): number {
  return Math.min(clock.warmup, staging.warmup);
}
