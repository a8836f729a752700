import type { Load } from "../../workload/calls.js";
import type { Clock } from "../../workload/clock.js";
import type { Demand } from "../../workload/demand.js";
import type { Call } from "../../workload/requests.js";
import type { Tables } from "../../workload/tables.js";
import type { Capacity } from "../capacity/account.js";
import type { AccountConcurrency } from "../capacity/function-concurrency.js";
import type { ProviderName } from "../capacity/providers/index.js";
import type { SpotMarket } from "../capacity/spot-market.js";
import type { UsageLedger } from "../cost/ledger.js";
import type { InfrastructureLedger } from "../cost/metering.js";
import type { Simulation } from "../engine/simulation.js";
import type { DemandLimits } from "../outcome/index.js";
import type { InstanceGroup } from "../pool/instances/instance-group.js";
import type { Journal } from "../pool/process.js";
import type { AutoscalingConfig } from "../scaling/autoscaling.js";

/** The instances of a service, by the provider that they are of. */
export type InstanceGroups = ReadonlyMap<ProviderName, InstanceGroup>;

/** What the world gives to each service. */
export interface ServiceContext {
  readonly simulation: Simulation;
  /** Seed of the service's and its fleet's draws. */
  readonly seed: number;
  /** Seed of its clients' draws. */
  readonly clientSeed: number;
  readonly name: string;
  readonly clock: Clock;
  readonly tables: Tables;
  /** Demands that are sent to it. */
  readonly demands: readonly Demand[];
  /** Calls by which other services call it, or hand over to it. */
  readonly calls: readonly Call[];
  /** Call by which it hands over what it has no room for; null where it does not. */
  readonly overflow: Call | null;
  /** Expected loads from demands and calls. */
  readonly loads: readonly Load[];
  readonly capacity: Capacity;
  /** The concurrency that all functions of the account share. */
  readonly concurrency: AccountConcurrency;
  readonly market: SpotMarket;
  /** Its EC2 instances, by provider; empty where its tasks have no instances of their own. */
  readonly instances: InstanceGroups;
  readonly zones: number;
  readonly autoscaling: AutoscalingConfig;
  readonly ledger: UsageLedger;
  /**
   * Ledgers of the infrastructure that requests cause: what is billed, and what the bill leaves out at typical values.
   */
  readonly books: readonly InfrastructureLedger[];
  /** Latency limits that objectives name. */
  readonly limits: readonly number[];
  /** The demands whose requests are told apart: all of them, or none. */
  readonly apart: readonly DemandLimits[];
  readonly journal: Journal;
}
