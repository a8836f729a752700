import type { InstancePool } from "../../capacity/instances/pools.js";
import type { CpuAndMemory } from "../../capacity/packing.js";
import type { Host, Seat, Tenant } from "../../capacity/providers/index.js";

/** `draining` takes no more tasks: its notice has come, or it goes when its last task is gone. */
export type InstanceState = "pending" | "in-service" | "draining";

/** A task on an instance. */
interface Lodger {
  readonly needs: CpuAndMemory;
  /** When it took its room, or when the instance joins the cluster, where that is later. */
  readonly since: number;
  tenant: Tenant | null;
}

/** One EC2 instance of a group, from the decision to launch it until it is terminated. */
export class Instance implements Host {
  state: InstanceState = "pending";
  imageAt = Number.POSITIVE_INFINITY;
  /** A rebalance recommendation was received: another instance takes its place in the group's size. */
  isLeaving = false;
  /** EC2 takes it back. */
  isTaken = false;
  /** It was lost with its zone. */
  isLost = false;
  /** Time since which it has had no tasks. */
  emptySince: number;
  /** The instance that it was launched to replace. */
  replaces: Instance | null = null;
  readonly lodgers = new Map<Seat, Lodger>();
  readonly #room: CpuAndMemory;
  #free: CpuAndMemory;

  constructor(
    /** Number of instances that the group launched before. */
    readonly ordinal: number,
    readonly pool: InstancePool,
    /** Time at which it is `running`; billing begins here. */
    readonly startedAt: number,
    /** Time at which it has joined the cluster. */
    readonly readyAt: number,
    /** Free capacity for tasks. */
    room: CpuAndMemory,
  ) {
    this.#room = room;
    this.#free = room;
    this.emptySince = readyAt;
  }

  get room(): CpuAndMemory {
    return this.#room;
  }

  get free(): CpuAndMemory {
    return this.#free;
  }

  lodge(seat: Seat, needs: CpuAndMemory, now: number): void {
    this.#free = { cpu: this.#free.cpu - needs.cpu, memory: this.#free.memory - needs.memory };
    this.lodgers.set(seat, { needs, since: Math.max(now, this.readyAt), tenant: null });
  }

  /** Removes a task and returns it; null when it had left already. */
  dislodge(seat: Seat, now: number): Lodger | null {
    const lodger = this.lodgers.get(seat);
    if (lodger === undefined) return null;
    this.lodgers.delete(seat);
    this.emptySince = now;
    const { cpu, memory } = lodger.needs;
    this.#free = { cpu: this.#free.cpu + cpu, memory: this.#free.memory + memory };
    return lodger;
  }

  /** Tells every task of it, in the order in which they came. */
  tell(what: (tenant: Tenant) => void): void {
    for (const { tenant } of [...this.lodgers.values()]) if (tenant !== null) what(tenant);
  }
}
