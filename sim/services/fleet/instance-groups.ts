import type { Tables } from "../../../workload/tables.js";
import { poolMarkets, poolName, poolsOf } from "../../capacity/instances/pools.js";
import type { SpotGroupKeys } from "../../capacity/instances/shape.js";
import type { NamedMarket } from "../../capacity/market.js";
import { type ProviderName, providers } from "../../capacity/providers/index.js";
import type { SpotMarket } from "../../capacity/spot-market.js";
import type { VcpuQuota } from "../../capacity/vcpu-quota.js";
import type { Purchase, UsageLedger } from "../../cost/ledger.js";
import { meterInstance } from "../../cost/metering.js";
import type { Simulation } from "../../engine/simulation.js";
import type { InstanceFacts } from "../../facts/aspects/instances.js";
import { InstanceGroup } from "../../pool/instances/instance-group.js";
import { InstanceLaunches } from "../../pool/instances/instance-launches.js";
import type { Journal } from "../../pool/process.js";
import type { InstanceGroups } from "../service-context.js";
import type { FleetConfig } from "./fleet.js";
import { groupsOf, type InstancesConfig, scalesItself } from "./instances-shape.js";
import { createTaskDefinition } from "./task-definitions.js";

/** An instance that EC2 interrupts within this time may cost nothing. */
const firstHour = 3_600_000_000;

/** What the instances of a service are created from beside its keys. */
interface Surroundings {
  readonly simulation: Simulation;
  readonly seed: number;
  readonly service: string;
  readonly accountZones: number;
  /** The Spot market of the service, and that of a pool with crunches of its own. */
  readonly market: SpotMarket;
  readonly marketOf: (named: NamedMarket) => SpotMarket;
  readonly quotas: Readonly<Record<ProviderName, VcpuQuota>>;
  readonly tables: Tables;
  readonly ledger: UsageLedger;
  readonly until: number;
  readonly journal: Journal;
}

/** The instance groups of a service, by provider; none of one without tasks, or whose tasks have no instances of their own. */
export function createInstanceGroups(fleet: FleetConfig | null, around: Surroundings): InstanceGroups {
  const groups = groupsOf(fleet?.instances);
  return new Map(groups.map(([name, config]) => [name, createGroup(fleet!, name, config, around)]));
}

function createGroup(
  fleet: FleetConfig,
  provider: ProviderName,
  config: InstancesConfig,
  { simulation, seed, service, accountZones, market, marketOf, quotas, tables, ledger, until, journal }: Surroundings,
): InstanceGroup {
  const { purchase } = providers.find(({ name }) => name === provider)!;
  const isSpot = purchase === "spot";
  const name = `${service}/${provider}`;
  const own = new Map(poolMarkets(service, config, accountZones).map((named) => [named.name, marketOf(named)]));
  return new InstanceGroup({
    simulation,
    seed,
    name,
    config,
    spot: isSpot ? (config as SpotGroupKeys) : null,
    pools: poolsOf(config, { seed, accountZones, isSpot }),
    marketsOf: ({ type, zone }) => {
      const ofPool = own.get(poolName(service, type.name, zone));
      return ofPool === undefined ? [market] : [market, ofPool];
    },
    isManaged: !scalesItself(config),
    task: createTaskDefinition(service, fleet.task),
    launches: new InstanceLaunches(seed, name, config, tables),
    quota: quotas[provider],
    until,
    journal,
    bill: ({ pool, startedAt, isTaken }, endedAt) => {
      if (isTaken && config.freeFirstHour && endedAt - startedAt < firstHour) return;
      const billed = { purchase: purchase as Purchase, type: pool.type.name, spotDiscount: pool.discount };
      meterInstance(ledger, service, { ...billed, volumeBytes: config.volume }, startedAt, endedAt);
    },
  });
}

/** Facts of all instance groups of a service together. */
export function instanceFacts(groups: readonly InstanceGroup[]): InstanceFacts {
  const hours: Record<string, number> = {};
  for (const { usage } of groups) {
    for (const [pool, each] of usage.hours) hours[pool] = (hours[pool] ?? 0) + each;
  }
  const sum = (of: (group: InstanceGroup) => number) => groups.reduce((all, group) => all + of(group), 0);
  return {
    hours,
    vcpuHours: sum(({ usage }) => usage.vcpuHours),
    vcpuHoursTaken: sum(({ usage }) => usage.vcpuHoursTaken),
    memoryGbHours: sum(({ usage }) => usage.memoryMibHours) / 1_024,
    memoryGbHoursTaken: sum(({ usage }) => usage.memoryMibHoursTaken) / 1_024,
    interruptions: sum(({ interruptions }) => interruptions),
    interruptionsExpected: sum(({ usage, crunchNotices }) => usage.expected + crunchNotices),
  };
}
