import { minute, second } from "../../../scenarios/language/units/time.js";
import { keyed } from "../../../workload/random.js";
import { allocate } from "../../capacity/instances/allocation.js";
import { freeShare, preference } from "../../capacity/instances/placement.js";
import type { InstancePool } from "../../capacity/instances/pools.js";
import type { InstanceGroupConfig, SpotGroupKeys } from "../../capacity/instances/shape.js";
import { type CpuAndMemory, roomFor } from "../../capacity/packing.js";
import type {
  CapacityProvider,
  Seat,
  SeatedTask,
  SeatOrder,
  SeatRefusal,
  Tenant,
} from "../../capacity/providers/index.js";
import type { InstanceRoom } from "../../capacity/providers/provider.js";
import { lifetime } from "../../capacity/risk.js";
import type { Crunch, SpotMarket } from "../../capacity/spot-market.js";
import type { VcpuQuota } from "../../capacity/vcpu-quota.js";
import type { Alarm, EventKind, Simulation } from "../../engine/simulation.js";
import type { Journal } from "../process.js";
import { Instance } from "./instance.js";
import type { InstanceLaunches } from "./instance-launches.js";
import { InstanceUsage } from "./instance-usage.js";

/** Time from the interruption notice until EC2 terminates the instance. */
const notice = 2 * minute;
/** Interval of retries where EC2 has no capacity; AWS does not document it. */
const retryAfter = minute;

/** The refusal of ECS where no instance has room, and of EC2 where a pool has none. */
const noRoom: SeatRefusal = {
  refused: "No container instance met all of its requirements: none has enough vCPU and memory left",
};
const noCapacity: SeatRefusal = {
  refused: "There is no Spot or on-demand capacity in the instance pools of this zone (InsufficientInstanceCapacity)",
};

/** What a group of instances is created from. */
export interface InstanceGroupParts {
  readonly simulation: Simulation;
  readonly seed: number;
  /** Key of its random draws: service and provider. */
  readonly name: string;
  readonly config: InstanceGroupConfig;
  /** The keys of Spot besides; null of a group that is bought on demand. */
  readonly spot: SpotGroupKeys | null;
  readonly pools: readonly InstancePool[];
  /** The markets whose crunches reach a pool: the pool's own, and the service's. */
  readonly marketsOf: (pool: InstancePool) => readonly SpotMarket[];
  /** Whether managed scaling sets the number of instances from the tasks; otherwise the group's own scaling does. */
  readonly isManaged: boolean;
  /** The size that a task is placed by as the group begins: instances are compared by how many of these they hold. */
  readonly task: SeatedTask;
  readonly launches: InstanceLaunches;
  readonly quota: VcpuQuota;
  /** When the reported time ends. */
  readonly until: number;
  readonly journal: Journal;
  /** An instance is paid for: told once, as it ends or as the reported time does. */
  readonly bill: (instance: Instance, endedAt: number) => void;
}

/**
 * The EC2 instances of one service on one provider: an Auto Scaling group. Tasks take room on them; where the group is managed
 * it grows for tasks that find none, as an ECS capacity provider does, else it has the size that its own policies ask for.
 *
 *     ordered ── start ──► running (billed) ── boot, agent ──► in service ──► draining ──► terminated
 *                                                                  Spot notice ──► two minutes ──┘
 */
export class InstanceGroup implements InstanceRoom {
  /** Instances that its own scaling asks for; of a managed group the fewest. */
  desired: number;
  /** Notices of EC2 in the reported time, and how many of those were a crunch's. */
  interruptions = 0;
  crunchNotices = 0;
  /** Tasks that these met. */
  crunchedTasks = 0;
  readonly usage: InstanceUsage;
  /** Called when instances join or leave the cluster. */
  onChange: () => void = () => {};
  /** Wraps changes to several tasks, so that the scheduler looks once when all are done. */
  together: (changes: () => void) => void = (changes) => changes();
  readonly #parts: InstanceGroupParts;
  readonly #instances = new Map<number, Instance>();
  readonly #hosts = new WeakMap<Seat, Instance>();
  readonly #ready: EventKind;
  readonly #noticed: EventKind;
  readonly #recommended: EventKind;
  readonly #ends: EventKind;
  readonly #replace: EventKind;
  readonly #empty: EventKind;
  readonly #retry: Alarm;
  readonly #down = new Set<number>();
  #launched = 0;
  #isRefused = false;

  constructor(parts: InstanceGroupParts) {
    const { simulation, config, until, spot } = parts;
    this.#parts = parts;
    this.desired = config.bounds.min;
    this.usage = new InstanceUsage(until);
    const event = (name: string, act: (instance: Instance) => void) =>
      simulation.event(name, (ordinal) => {
        const instance = this.#instances.get(ordinal);
        if (instance !== undefined) act(instance);
      });
    this.#ready = event("instance joins", (instance) => this.#join(instance));
    this.#noticed = event("Spot notice of an instance", (instance) => this.#take(instance));
    this.#recommended = event("rebalance recommendation", (instance) => this.#rebalance(instance));
    this.#ends = event("instance ends", (instance) => this.#end(instance));
    this.#empty = event("instance is empty", (instance) => this.#removeEmpty(instance));
    this.#replace = simulation.event("instance is replaced", () => this.#reconcile());
    this.#retry = simulation.alarm("instance launch retry", () => this.#reconcile());
    if (spot !== null) this.#meetCrunches();
  }

  /** Puts instances in service at the start of the simulation. */
  begin(count: number): void {
    for (let left = count - this.#kept.length; left > 0; left--) this.#stand(this.#emptiestZones()[0]);
    if (!this.#parts.isManaged) this.desired = count;
  }

  /**
   * Gives the task an instance of its zone, or one that is on its way; where none has room a managed group orders
   * another.
   */
  seat(provider: CapacityProvider, order: SeatOrder): Seat | SeatRefusal {
    const { simulation, isManaged } = this.#parts;
    const needs = this.needs(order.task);
    const found = this.#withRoom(needs, order.zone) ?? (isManaged ? this.#order(needs, order.zone) : noRoom);
    if ("refused" in found) return found;
    return this.#lodge(found, needs, provider, order, Math.max(0, found.readyAt - simulation.now));
  }

  hold(provider: CapacityProvider, order: SeatOrder): Seat | null {
    const { isManaged, config } = this.#parts;
    const needs = this.needs(order.task);
    const mayStand = isManaged && this.#kept.length < config.bounds.max && this.#poolsFor(needs, order.zone).length > 0;
    const found = this.#withRoom(needs, order.zone) ?? (mayStand ? this.#stand(order.zone) : null);
    return found === null ? null : this.#lodge(found, needs, provider, order, 0);
  }

  watch(seat: Seat, tenant: Tenant): void {
    const lodger = this.#hosts.get(seat)?.lodgers.get(seat);
    if (lodger !== undefined) lodger.tenant = tenant;
  }

  leave(seat: Seat): void {
    const { simulation, config, isManaged } = this.#parts;
    const instance = this.#hosts.get(seat);
    const lodger = instance?.dislodge(seat, simulation.now);
    if (instance === undefined || !lodger) return;
    this.usage.task(instance, lodger.needs, lodger.since, simulation.now);
    if (instance.lodgers.size > 0 || !this.#instances.has(instance.ordinal)) return;
    if (instance.isTaken || instance.isLost) return;
    if (instance.state === "draining") simulation.after(0, this.#ends, instance.ordinal);
    else if (isManaged) simulation.after(config.managed.emptyFor, this.#empty, instance.ordinal);
  }

  /** What a task reserves on an instance: its vCPUs, and its memory down to the soft limit. */
  needs({ vcpu, memoryMib }: Pick<SeatedTask, "vcpu" | "memoryMib">): CpuAndMemory {
    return { cpu: vcpu, memory: memoryMib * this.#parts.config.memoryReservation };
  }

  /** Number of tasks of a size that fit on the instances in service. */
  slots(task: Pick<SeatedTask, "vcpu" | "memoryMib">): number {
    const needs = this.needs(task);
    let slots = 0;
    for (const { state, room } of this.#instances.values()) if (state === "in-service") slots += roomFor(needs, room);
    return slots;
  }

  /** Instances that have joined the cluster, draining ones left out. */
  get inService(): readonly Instance[] {
    return [...this.#instances.values()].filter(({ state }) => state === "in-service");
  }

  /** Instances that EC2 bills now, and those that are being launched. */
  get running(): number {
    const { now } = this.#parts.simulation;
    return [...this.#instances.values()].filter(({ startedAt }) => startedAt <= now).length;
  }

  get pending(): number {
    return this.#instances.size - this.running;
  }

  get isSpot(): boolean {
    return this.#parts.spot !== null;
  }

  /** Interruptions an hour in the worst of its pools. */
  get greatestHazard(): number {
    return Math.max(0, ...this.#parts.pools.map(({ hazard }) => hazard));
  }

  /** Some that were asked for have not joined the cluster yet. */
  get isLaunching(): boolean {
    return [...this.#instances.values()].some(({ state }) => state === "pending");
  }

  /** Moves the size of a group that is not managed. */
  setDesired(desired: number): void {
    this.desired = desired;
    this.#reconcile();
  }

  /** The instances of a zone are gone with it; their tasks are told by whoever holds them. */
  setZoneDown(zone: number, isDown: boolean): void {
    if (isDown) this.#down.add(zone);
    else this.#down.delete(zone);
    for (const instance of this.#instances.values()) {
      if (!isDown || instance.pool.zone !== zone || instance.isTaken || instance.isLost) continue;
      instance.state = "draining";
      instance.isLost = true;
      this.#parts.simulation.after(minute, this.#ends, instance.ordinal);
    }
    this.onChange();
  }

  /** The reported time is over: what is still there is paid for until here. */
  end(): void {
    const { simulation, bill } = this.#parts;
    for (const instance of this.#instances.values()) {
      this.usage.instance(instance, simulation.now);
      for (const { needs, since } of instance.lodgers.values()) this.usage.task(instance, needs, since, simulation.now);
      if (instance.startedAt < simulation.now) bill(instance, simulation.now);
    }
    this.#instances.clear();
  }

  /** Instances that count toward the group's size. */
  get #kept(): readonly Instance[] {
    return [...this.#instances.values()].filter(({ state, isLeaving }) => state !== "draining" && !isLeaving);
  }

  #withRoom({ cpu, memory }: CpuAndMemory, zone: number): Instance | null {
    const { placement } = this.#parts.config;
    let best: Instance | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const instance of this.#instances.values()) {
      const { state, pool, free, room, lodgers } = instance;
      if (state === "draining" || pool.zone !== zone) continue;
      if (free.cpu + 1e-9 < cpu || free.memory + 1e-9 < memory) continue;
      const later = state === "pending" ? 1e6 : 0; // any that is in service comes before
      const value = later + preference(placement, { freeShare: freeShare(free, room), tasks: lodgers.size });
      if (value < least) [best, least] = [instance, value];
    }
    return best;
  }

  #lodge(instance: Instance, needs: CpuAndMemory, provider: CapacityProvider, order: SeatOrder, delay: number): Seat {
    const seat = { provider, order, delay, host: instance };
    instance.lodge(seat, needs, this.#parts.simulation.now);
    this.#hosts.set(seat, instance);
    return seat;
  }

  /** Managed scaling sees at the end of the minute that tasks find no room, and asks for instances a little later. */
  #order(needs: CpuAndMemory, zone: number): Instance | SeatRefusal {
    const { simulation, config } = this.#parts;
    if (this.#kept.length >= config.bounds.max) return noRoom;
    const minuteEnds = (Math.floor(simulation.now / minute) + 1) * minute;
    return this.#launch(minuteEnds - simulation.now + config.managed.decides, zone, needs) ?? noCapacity;
  }

  /** An instance that is there as the world begins; a zone that has no type for its tasks has the first of all. */
  #stand(zone: number): Instance | null {
    const { simulation, task, quota, marketsOf, name } = this.#parts;
    const offers = this.#poolsFor(this.needs(task), zone);
    if (offers.length === 0) return null;
    const pool = this.#chosen(offers);
    const ordinal = this.#launched++;
    const wasTaken = marketsOf(pool).some((market) => market.wasTaken(simulation.now, name, ordinal, zone));
    if (this.#parts.spot !== null && wasTaken) return null;
    quota.hold(pool.type.cpu);
    const instance = this.#add(ordinal, pool, simulation.now, simulation.now);
    instance.state = "in-service";
    instance.imageAt = simulation.now;
    return instance;
  }

  /** Asks EC2 for an instance after a delay; null where no pool of the zone, or the account's quota, has room. */
  #launch(delay: number, zone: number, needs: CpuAndMemory): Instance | null {
    const { simulation, quota, launches, spot, marketsOf, name } = this.#parts;
    const ordinal = this.#launched;
    let late = 0;
    const offers = this.#poolsFor(needs, zone).filter((pool) => {
      if (spot !== null) return marketsOf(pool).every((market) => market.launchFails(simulation.now, zone) === null);
      const fates = marketsOf(pool).map((market) => market.onDemandFate(simulation.now, zone, name, ordinal, 1));
      late = Math.max(late, ...fates.map((fate) => fate.delay));
      return fates.every(({ fails }) => !fails);
    });
    if (this.#down.has(zone) || offers.length === 0) return null;
    const pool = this.#chosen(offers);
    if (!quota.take(pool.type.cpu)) return null;
    this.#launched++;
    const { start, join } = launches.draw(ordinal);
    const startedAt = simulation.now + delay + late + start;
    const instance = this.#add(ordinal, pool, startedAt, startedAt + join);
    simulation.after(instance.readyAt - simulation.now, this.#ready, ordinal);
    return instance;
  }

  #add(ordinal: number, pool: InstancePool, startedAt: number, readyAt: number): Instance {
    const { reserve } = this.#parts.config;
    const { cpu, memory } = pool.type;
    const room = { cpu: cpu - reserve.cpu, memory: memory - reserve.memory };
    const instance = new Instance(ordinal, pool, startedAt, readyAt, room);
    this.#instances.set(ordinal, instance);
    if (this.#parts.spot !== null) this.#scheduleLoss(instance);
    return instance;
  }

  #poolsFor(needs: CpuAndMemory, zone: number): readonly InstancePool[] {
    return this.#parts.pools.filter((pool) => pool.zone === zone && this.#holds(pool, needs) > 0);
  }

  #holds({ type }: InstancePool, needs: CpuAndMemory): number {
    const { reserve } = this.#parts.config;
    return roomFor(needs, { cpu: type.cpu - reserve.cpu, memory: type.memory - reserve.memory });
  }

  /** For on-demand capacity the pool with the lowest price per task, as EC2 Auto Scaling chooses. */
  #chosen(pools: readonly InstancePool[]): InstancePool {
    const { spot, task } = this.#parts;
    const needs = this.needs(task);
    const offers = pools.map((pool) => {
      const usdPerTask = pool.usdPerHour / this.#holds(pool, needs);
      return { usdPerTask: Number.isNaN(usdPerTask) ? Number.POSITIVE_INFINITY : usdPerTask, hazard: pool.hazard };
    });
    return pools[allocate(spot?.allocation ?? "lowest-price", offers)];
  }

  /** Zones in which some type holds a task, those with the fewest instances first. */
  #emptiestZones(): readonly number[] {
    const { pools, task } = this.#parts;
    const needs = this.needs(task);
    const counts = new Map<number, number>();
    for (const pool of pools) if (this.#holds(pool, needs) > 0 && !this.#down.has(pool.zone)) counts.set(pool.zone, 0);
    for (const { pool } of this.#kept) counts.set(pool.zone, (counts.get(pool.zone) ?? 0) + 1);
    return [...counts.keys()]
      .filter((zone) => !this.#down.has(zone))
      .sort((a, b) => counts.get(a)! - counts.get(b)! || a - b);
  }

  /** Brings a group to its size; a managed one only up to its fewest. */
  #reconcile(): void {
    const { simulation, isManaged, task } = this.#parts;
    const needs = this.needs(task);
    let missing = this.desired - this.#kept.length;
    for (; missing > 0; missing--) {
      const isGranted = this.#emptiestZones().some((zone) => this.#launch(0, zone, needs) !== null);
      if (!isGranted) break;
    }
    if (missing > 0) {
      simulation.ring(this.#retry, retryAfter);
      this.#tellRefused(missing);
    } else {
      simulation.silence(this.#retry);
      this.#isRefused = false;
    }
    this.together(() => {
      if (!isManaged) for (; missing < 0; missing++) this.#drain(this.#victim());
      this.onChange();
    });
  }

  #tellRefused(missing: number): void {
    if (this.#isRefused) return;
    this.#isRefused = true;
    this.#parts.journal("instances-refused", `${missing} instances are not launched: ${noCapacity.refused}`, {
      missing,
    });
  }

  /** EC2 Auto Scaling's default: of the fullest zone, and there the oldest; one that has not joined yet goes first of all. */
  #victim(): Instance {
    const kept = this.#kept;
    const inZone = new Map<number, number>();
    for (const { pool } of kept) inZone.set(pool.zone, (inZone.get(pool.zone) ?? 0) + 1);
    const most = Math.max(...inZone.values());
    const fullest = kept.filter(({ pool }) => inZone.get(pool.zone) === most);
    return fullest.reduce((first, next) => (next.startedAt < first.startedAt ? next : first));
  }

  /** No more tasks come, and those that are there are told to go; it ends when they have. */
  #drain(instance: Instance): void {
    instance.state = "draining";
    if (instance.lodgers.size === 0) this.#end(instance);
    else instance.tell((tenant) => tenant.drain());
  }

  #join(instance: Instance): void {
    if (instance.state === "pending") instance.state = "in-service";
    const { replaces } = instance;
    if (this.#parts.isManaged && instance.lodgers.size === 0) {
      this.#parts.simulation.after(this.#parts.config.managed.emptyFor, this.#empty, instance.ordinal);
    }
    const isReplaced = replaces !== null && this.#instances.has(replaces.ordinal) && replaces.state !== "draining";
    this.together(() => {
      if (isReplaced) this.#drain(replaces);
      this.onChange();
    });
  }

  /** Managed scaling takes an instance that has been without tasks for long enough, down to the fewest. */
  #removeEmpty(instance: Instance): void {
    const { simulation, config } = this.#parts;
    const isEmpty = instance.lodgers.size === 0 && instance.state === "in-service";
    if (!isEmpty || this.#kept.length <= config.bounds.min) return;
    if (simulation.now - instance.emptySince < config.managed.emptyFor) return;
    this.#end(instance);
  }

  /** Schedules the instance's own interruption, and rebalance recommendations, justified or not. */
  #scheduleLoss(instance: Instance): void {
    const { simulation, seed, name, until, spot } = this.#parts;
    const { ordinal, startedAt, pool } = instance;
    const draw = (what: string) => keyed(seed, `spot/${what}/${name}`, ordinal);
    const at = (delay: number, kind: EventKind) => {
      const when = startedAt + delay;
      if (when <= until) simulation.after(Math.max(0, when - simulation.now), kind, ordinal);
    };
    const taken = lifetime(pool.hazard, draw("interruption"));
    at(taken, this.#noticed);
    const rebalancing = spot?.capacityRebalancing;
    if (rebalancing === undefined) return;
    at(Math.max(0, taken - rebalancing.before), this.#recommended);
    const falseHazard = (pool.hazard * rebalancing.falseAlarms) / (1 - rebalancing.falseAlarms);
    at(lifetime(falseHazard, draw("false-alarm")), this.#recommended);
  }

  #meetCrunches(): void {
    const { simulation, pools, marketsOf } = this.#parts;
    const markets = new Map(pools.flatMap((pool) => marketsOf(pool).map((market) => [market, [] as InstancePool[]])));
    for (const pool of pools) for (const market of marketsOf(pool)) markets.get(market)!.push(pool);
    for (const [market, its] of markets) {
      const kind = simulation.event("Spot crunch of instances", (index) =>
        this.#onCrunch(market, market.crunches[index], its),
      );
      for (const [index, { from }] of market.crunches.entries()) {
        simulation.after(Math.max(0, from - simulation.now), kind, index);
      }
    }
  }

  #onCrunch(market: SpotMarket, crunch: Crunch, pools: readonly InstancePool[]): void {
    const { simulation, name, until, journal } = this.#parts;
    let notices = 0;
    for (const instance of this.#instances.values()) {
      if (!pools.includes(instance.pool) || instance.isTaken) continue;
      const at = market.noticeIn(crunch, name, instance.ordinal, instance.pool.zone);
      if (at === null || at > until || at < simulation.now) continue;
      notices++;
      if (at >= 0) this.crunchNotices++;
      if (at >= 0) this.crunchedTasks += instance.lodgers.size;
      simulation.after(at - simulation.now, this.#noticed, instance.ordinal);
    }
    if (notices === 0) return;
    const untilS = crunch.until / second;
    journal("instance-crunch", `a crunch of ${crunch.name} takes ${notices} instances`, { instances: notices, untilS });
  }

  /** The notice: its tasks get SIGTERM now, and the instance is gone two minutes later. */
  #take(instance: Instance): void {
    const { simulation, journal } = this.#parts;
    if (instance.isTaken || instance.isLost) return;
    instance.isTaken = true;
    instance.state = "draining";
    if (simulation.now >= 0) this.interruptions++;
    const { type, zone } = instance.pool;
    const tasks = instance.lodgers.size;
    journal("instance-interrupted", `EC2 takes back a ${type.name} in zone ${zone + 1}`, { type: type.name, tasks });
    simulation.after(notice, this.#ends, instance.ordinal);
    this.together(() => {
      instance.tell((tenant) => tenant.interrupt());
      this.onChange();
    });
  }

  /** Another is launched in its place, beyond the most if need be, and it goes when that has joined. */
  #rebalance(instance: Instance): void {
    const { task, journal } = this.#parts;
    if (instance.state === "draining" || instance.isLeaving) return;
    const { zone } = instance.pool;
    const needs = this.needs(task);
    const zones = [zone, ...this.#emptiestZones().filter((other) => other !== zone)];
    for (const each of zones) {
      const replacement = this.#launch(0, each, needs);
      if (replacement === null) continue;
      instance.isLeaving = true;
      replacement.replaces = instance;
      journal("rebalance", `a ${instance.pool.type.name} in zone ${zone + 1} is replaced before it may be interrupted`);
      return;
    }
  }

  /** Terminated: its bill ends. */
  #end(instance: Instance): void {
    const { simulation, spot, quota, bill, isManaged } = this.#parts;
    const { now } = simulation;
    if (!this.#instances.delete(instance.ordinal)) return;
    quota.give(instance.pool.type.cpu);
    this.usage.instance(instance, now);
    if (instance.startedAt < now) bill(instance, now);
    if (instance.isTaken || instance.isLost) simulation.after(spot?.noticed ?? minute, this.#replace, instance.ordinal);
    else if (isManaged) this.onChange();
  }
}
