import type { z } from "zod";
import { integer } from "../../../scenarios/language/index.js";
import type { PricedArchitecture, Purchase, UsageLedger } from "../../cost/ledger.js";
import type { SchedulerPace } from "../launch-pace.js";
import type { Crunch, SpotMarket } from "../spot-market.js";
import type { VcpuQuota } from "../vcpu-quota.js";

/** Finds the instances of a service on one provider. */
export type RoomOf = (service: string) => InstanceRoom;

/** A capacity provider: how its capacity is bought, the keys it takes in a strategy, and its behaviour. */
export interface ProviderKind<Name extends string, Entry extends z.ZodType<PlacementShare>> {
  /** AWS's own name, and the key in the scenario. */
  readonly name: Name;
  readonly about: string;
  /**
   * Its tasks share EC2 instances of the service, whose size, bill and end belong to the group (`instances` of the
   * service).
   */
  readonly hasInstances: boolean;
  /** Spot capacity may be taken back, and has a discount of the market that is named in its entry. */
  readonly purchase: Purchase;
  readonly entry: Entry;
  /** The provider of one run, for all services of the account. */
  create(context: ProviderContext): CapacityProvider;
}

/** A provider's share of a service: `base` tasks first, then its weight's share of the rest. */
export interface PlacementShare {
  readonly base: number;
  readonly weight: number;
  /** The Spot market of Spot capacity; the default market where none is named. */
  readonly market?: string | undefined;
}

/** What a provider is created from: its part of the account's limits, and the Spot market of each service. */
export interface ProviderContext {
  /** vCPUs that the account may run on it at a time. */
  readonly quota: VcpuQuota;
  /** Tasks that may be launched at once, and per second in the long run. */
  readonly launchBurst: number;
  readonly launchRate: number;
  /** Launch rate of each service's scheduler, shared by all providers. */
  readonly schedulers: SchedulerPace;
  readonly marketOf: (service: string) => SpotMarket;
  /** The instances of a service on the provider of this name. */
  readonly roomOf: RoomOf;
}

/** The properties of a task that its provider counts and bills. */
export interface SeatedTask {
  readonly vcpu: number;
  readonly memoryMib: number;
  /** Beyond what comes with every task. */
  readonly extraStorageGb: number;
  readonly architecture: PricedArchitecture;
  /** Name of the run the task belongs to; absent for other tasks. */
  readonly flow?: string | undefined;
}

/** A task that asks for its room; draws go by its service, its ordinal and the attempt. */
export interface SeatOrder {
  readonly service: string;
  /**
   * Number of tasks that the service launched before, on any provider: draws are keyed by it, so they do not depend on
   * the provider.
   */
  readonly ordinal: number;
  /** Launches of the service that were asked for before, refused ones included. */
  readonly attempt: number;
  readonly zone: number;
  readonly task: SeatedTask;
  /** Launched by RunTask, to which the pace of a service's scheduler does not apply. */
  readonly isRun: boolean;
}

/** The room of one task, until it leaves. */
export interface Seat {
  readonly provider: CapacityProvider;
  readonly order: SeatOrder;
  /** Time until the launch may begin, in microseconds. */
  readonly delay: number;
  /** The instance of the group that it is on; left out where the provider has a machine for each task. */
  readonly host?: Host;
}

/** An instance as far as its tasks meet it. */
export interface Host {
  /** Time from which it has its tasks' image; Infinity until the first pull is known to finish. */
  imageAt: number;
}

/** Receives the events of the instance that a task runs on. */
export interface Tenant {
  /** The instance is taken back: its notice has come. */
  interrupt(): void;
  /** The instance is to go, and waits for its tasks. */
  drain(): void;
}

/** Why there is no room, in the words of ECS. */
export interface SeatRefusal {
  readonly refused: string;
  /** The account may have no more; AWS has. */
  readonly isQuota?: true;
}

/** A capacity provider in one run: gives tasks their room, may take it back, and books what it costs. Times in microseconds. */
export interface CapacityProvider {
  /** Time from an interruption notice to the kill; Infinity where tasks are never interrupted. */
  readonly notice: number;
  seat(now: number, order: SeatOrder): Seat | SeatRefusal;
  /** The room of a task that is there as the world begins, whatever the limits; null where it was taken back before. */
  hold(now: number, order: SeatOrder): Seat | null;
  /** Time from launch to the task's interruption notice, unless a crunch takes it first; Infinity for never. */
  takenBackAfter(seat: Seat): number;
  /** When a task that is there as the crunch begins gets its notice; null where it is spared. */
  noticeIn(crunch: Crunch, seat: Seat): number | null;
  /** Reports what happens to the instance under the seat to `tenant` from now on; absent where there is no instance. */
  watch?(seat: Seat, tenant: Tenant): void;
  leave(seat: Seat): void;
  /** Books the task from the start of its image pull until it has stopped. */
  book(ledger: UsageLedger, seat: Seat, pullStartedAt: number, stoppedAt: number): void;
}

/** The instances of one service as their tasks meet them: who finds room on one, and hears when it goes. */
export interface InstanceRoom {
  seat(provider: CapacityProvider, order: SeatOrder): Seat | SeatRefusal;
  /** The room of a task that is there as the world begins; null where its instance was taken back before. */
  hold(provider: CapacityProvider, order: SeatOrder): Seat | null;
  watch(seat: Seat, tenant: Tenant): void;
  leave(seat: Seat): void;
}

/** Declares a provider with its name and its keys typed together. */
export function defineProvider<const Name extends string, Entry extends z.ZodType<PlacementShare>>(
  provider: ProviderKind<Name, Entry>,
): ProviderKind<Name, Entry> {
  return provider;
}

/** The keys of every provider, with the limits and the defaults of the ECS API. */
export const placementKeys = {
  base: integer({ max: 100_000 })
    .prefault(0)
    .meta({ description: "Tasks that are placed on this provider first; of one provider only.", aws: "base" }),
  weight: integer({ max: 1_000 }).prefault(0).meta({
    description: "This provider's part of the tasks beyond the base, beside the weights of the others.",
    aws: "weight",
  }),
};
