import { Clock } from "../../workload/clock.js";
import type { DemandContext } from "../../workload/demands.js";
import type { Tables } from "../../workload/tables.js";
import { ofKind } from "../incidents/index.js";
import type { Scenario } from "./shape.js";

/** What the demands of a replication are made with: its seeds, and the incidents of the scenario that befall demand. */
export function demandContext(
  { clock, incidents }: Scenario,
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
  };
}
