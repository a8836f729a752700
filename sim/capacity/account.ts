import { z } from "zod";
import { integer, number, perMinute, rate } from "../../scenarios/language/index.js";
import { SchedulerPace } from "./launch-pace.js";
import { byProvider } from "./providers/by-provider.js";
import {
  type CapacityProvider,
  type ProviderName,
  providers,
  type Seat,
  type SeatOrder,
  type SeatRefusal,
} from "./providers/index.js";
import type { InstanceRoom } from "./providers/provider.js";
import type { SpotMarket } from "./spot-market.js";
import { VcpuQuota } from "./vcpu-quota.js";

/**
 * Fargate vCPUs that an account may run at a time, per provider. Older accounts have 4,000; a new account starts with
 * 6.
 */
const vcpuQuota = number({ min: 0 }).prefault(4_000);

/**
 * The quotas of an account in a region. Smaller regions have launchBurst 25, launchRate 5/s and serviceLaunchRate
 * 125/min. Source: https://docs.aws.amazon.com/general/latest/gr/ecs-service.html
 */
export const accountShape = z.strictObject({
  vcpuQuota: z
    .strictObject(byProvider((name) => vcpuQuota.describe(`vCPUs that the account may run of ${name} at a time.`)))
    .prefault({})
    .describe("vCPUs that the account may run at a time, by capacity provider; a new account starts with 6."),
  launchBurst: integer({ min: 1 })
    .prefault(100)
    .describe("Tasks that may be launched at once, for each provider; smaller regions have 25."),
  launchRate: rate({ min: 1 / 3_600 })
    .prefault("20/s")
    .describe("Tasks launched per second in the long run, for each provider; smaller regions have 5/s."),
  serviceLaunchRate: perMinute({ min: 1 })
    .prefault("500/min")
    .describe("Tasks that the ECS scheduler launches per minute for one service; smaller regions have 125/min."),
  zones: integer({ min: 1, max: 6 }).prefault(3).describe("Availability Zones that the account's subnets are in."),
  lambdaConcurrency: integer({ min: 1, max: 1_000_000 }).prefault(1_000).meta({
    description: "Invocations that all Lambda functions of the account run at once; a new account may start with less.",
    aws: "ConcurrentExecutions",
  }),
});

export type Account = z.output<typeof accountShape>;

/** The capacity providers of an account, asked by name for room for a task. */
export interface Capacity {
  seat(provider: ProviderName, now: number, order: SeatOrder): Seat | SeatRefusal;
  /** The room of a task that is there as the world begins; null where it was taken back before. */
  hold(provider: ProviderName, now: number, order: SeatOrder): Seat | null;
}

/** The capacity of one AWS account for all services of a run: its quotas and its Spot markets. */
export class AccountCapacity implements Capacity {
  /** vCPU quota of each provider; launches of instances count against it too. */
  readonly quotas: Readonly<Record<ProviderName, VcpuQuota>>;
  readonly #providers: Readonly<Record<ProviderName, CapacityProvider>>;

  /** `roomOf` finds the instances that a service has on a provider. */
  constructor(
    account: Account,
    marketOf: (service: string) => SpotMarket,
    roomOf: (service: string, provider: ProviderName) => InstanceRoom = noInstances,
  ) {
    const { vcpuQuota, launchBurst, launchRate, serviceLaunchRate } = account;
    const schedulers = new SchedulerPace(serviceLaunchRate);
    this.quotas = byProvider((name) => new VcpuQuota(vcpuQuota[name]));
    const created = providers.map(({ name, create }) => [
      name,
      create({
        quota: this.quotas[name],
        launchBurst,
        launchRate,
        schedulers,
        marketOf,
        roomOf: (service) => roomOf(service, name),
      }),
    ]);
    this.#providers = Object.fromEntries(created);
  }

  seat(provider: ProviderName, now: number, order: SeatOrder): Seat | SeatRefusal {
    return this.#providers[provider].seat(now, order);
  }

  hold(provider: ProviderName, now: number, order: SeatOrder): Seat | null {
    return this.#providers[provider].hold(now, order);
  }
}

function noInstances(service: string, provider: ProviderName): never {
  throw new Error(`${service} has no instances for ${provider}`);
}
