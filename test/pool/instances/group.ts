import type { InstancePool } from "../../../sim/capacity/instances/pools.js";
import { poolsOf } from "../../../sim/capacity/instances/pools.js";
import type { SpotGroupKeys } from "../../../sim/capacity/instances/shape.js";
import { SchedulerPace } from "../../../sim/capacity/launch-pace.js";
import { defaultMarket } from "../../../sim/capacity/market.js";
import type { ProviderName, Seat, SeatedTask } from "../../../sim/capacity/providers/index.js";
import { OnInstances } from "../../../sim/capacity/providers/on-instances.js";
import { type CrunchIncident, SpotMarket } from "../../../sim/capacity/spot-market.js";
import { VcpuQuota } from "../../../sim/capacity/vcpu-quota.js";
import { Simulation } from "../../../sim/engine/simulation.js";
import { InstanceGroup } from "../../../sim/pool/instances/instance-group.js";
import { InstanceLaunches } from "../../../sim/pool/instances/instance-launches.js";
import { instancesShape } from "../../../sim/services/fleet/instances-shape.js";
import { tablesOf } from "../../workload/fixture.js";
import { seconds } from "../fleet.js";

/** A launch of 55 s: `running` after 20 s, in the cluster 35 s later. */
const launch = { start: "20s", boot: "20s", agent: "15s" };

export interface GroupOptions {
  readonly provider?: ProviderName;
  readonly keys?: object;
  /** Its own scaling says its size, and not its tasks. */
  readonly leads?: boolean;
  readonly seed?: number;
  readonly zones?: number;
  readonly until?: number;
  readonly quota?: number;
  readonly task?: Partial<SeatedTask>;
  readonly crunches?: readonly CrunchIncident[];
  /** Crunches of single pools. */
  readonly crunchOf?: (pool: InstancePool) => readonly CrunchIncident[];
}

export const oneVcpu: SeatedTask = { vcpu: 1, memoryMib: 2_048, extraStorageGb: 0, architecture: "arm64" };

/** A group of instances with nothing around it; what its tasks are told stands in `told`, what is billed in `bills`. */
export class Group {
  readonly simulation = new Simulation(0);
  readonly group: InstanceGroup;
  readonly provider: OnInstances;
  readonly told: string[] = [];
  readonly events: string[] = [];
  /** Type, from and to in seconds. */
  readonly bills: (readonly [type: string, from: number, to: number, isTaken: boolean])[] = [];
  readonly pools: readonly InstancePool[];
  #seats = 0;

  constructor(options: GroupOptions = {}) {
    const { provider = "EC2_SPOT", keys = {}, seed = 1, zones = 1, until = seconds(36_000), quota = 10_000 } = options;
    const usual = { types: ["c6g.2xlarge"], launch, reserve: { memory: "0 MiB" }, ...keys };
    const config = instancesShape.parse({ [provider]: usual })[provider]!;
    const isSpot = provider === "EC2_SPOT";
    const horizon = { from: 0, until };
    const market = (name: string, incidents: readonly CrunchIncident[]) =>
      new SpotMarket({ name, market: defaultMarket, seed, zones, horizon, condition: "none", incidents });
    const ofService = market("service", options.crunches ?? []);
    this.pools = poolsOf(config, { seed, accountZones: zones, isSpot });
    const ofPools = new Map(
      this.pools.map((pool) => [pool, market(`${pool.type.name}/${pool.zone}`, options.crunchOf?.(pool) ?? [])]),
    );
    this.group = new InstanceGroup({
      simulation: this.simulation,
      seed,
      name: `web/${provider}`,
      config,
      spot: isSpot ? (config as SpotGroupKeys) : null,
      pools: this.pools,
      marketsOf: (pool) => [ofService, ofPools.get(pool)!],
      isManaged: !options.leads,
      task: { ...oneVcpu, ...options.task },
      launches: new InstanceLaunches(seed, `web/${provider}`, config, tablesOf()),
      quota: new VcpuQuota(quota),
      until,
      journal: (kind) => this.events.push(`${this.simulation.now / 1e6}: ${kind}`),
      bill: ({ pool, startedAt, isTaken }, endedAt) => {
        this.bills.push([pool.type.name, startedAt / 1e6, endedAt / 1e6, isTaken]);
      },
    });
    this.provider = new OnInstances(
      {
        quota: new VcpuQuota(0),
        launchBurst: 1,
        launchRate: 1,
        schedulers: new SchedulerPace(1),
        marketOf: () => ofService,
        roomOf: () => this.group,
      },
      isSpot ? seconds(120) : Number.POSITIVE_INFINITY,
    );
  }

  at(second: number): this {
    this.simulation.runUntil(seconds(second));
    return this;
  }

  /** A task that asks for its room now; how long it waits for its instance, in seconds, or why there is none. */
  ask(zone = 0, task: Partial<SeatedTask> = {}): Seat | string {
    const ordinal = this.#seats++;
    const order = { service: "web", ordinal, attempt: ordinal, zone, task: { ...oneVcpu, ...task }, isRun: false };
    const seat = this.provider.seat(this.simulation.now, order);
    if ("refused" in seat) return seat.refused;
    const say = (what: string) => this.told.push(`${this.simulation.now / 1e6}: task ${ordinal} ${what}`);
    this.provider.watch(seat, { interrupt: () => say("interrupted"), drain: () => say("drained") });
    return seat;
  }

  seated(zone = 0, task: Partial<SeatedTask> = {}): Seat {
    const seat = this.ask(zone, task);
    if (typeof seat === "string") throw new Error(seat);
    return seat;
  }
}
