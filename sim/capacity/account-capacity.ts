import type { Account } from "./account.js";
import { LaunchPace } from "./launch-pace.js";
import { byProvider, type ProviderName } from "./providers/index.js";
import type { SpotMarket } from "./spot-market.js";

/** What an AWS account gives to all services of a run: launch pace and vCPU quotas, and what their Spot markets have. */
export class AccountCapacity implements CapacityGate {
  readonly #pace: LaunchPace;
  readonly #quota: VcpuQuota;
  readonly #marketOf: (service: string) => SpotMarket;

  constructor(account: Account, marketOf: (service: string) => SpotMarket) {
    this.#pace = new LaunchPace(account);
    this.#quota = new VcpuQuota(account.vcpuQuota);
    this.#marketOf = marketOf;
  }

  launch(now: number, { service, provider, zone, attempt, vcpu }: LaunchRequest): LaunchAnswer {
    const market = this.#marketOf(service);
    const isSpot = provider === "FARGATE_SPOT";
    if (isSpot && market.launchFails(now, zone) !== null) return { kind: "refused", reason: unavailable };
    const fate = isSpot ? { delay: 0, fails: false } : market.onDemandFate(now, zone, service, attempt, 1);
    if (fate.fails) return { kind: "refused", reason: unavailable };
    if (!this.#quota.take(provider, vcpu)) return { kind: "refused", reason: overQuota };
    return { kind: "granted", delay: this.#pace.admit(now, service, provider) + fate.delay };
  }

  hold(provider: ProviderName, vcpu: number): void {
    this.#quota.hold(provider, vcpu);
  }

  release(provider: ProviderName, vcpu: number): void {
    this.#quota.release(provider, vcpu);
  }
}

/** ECS's own words. */
const unavailable = "Capacity is unavailable at this time. Please try again later or in a different availability zone";
const overQuota = "You've reached the limit on the number of vCPUs you can run concurrently";

/** The vCPUs that an account may run at a time, on-demand and Spot apart: a launch beyond them fails. */
export class VcpuQuota {
  readonly #free: Record<ProviderName, number>;

  constructor(quota: Account["vcpuQuota"]) {
    this.#free = byProvider((name) => quota[name]);
  }

  /** Takes the vCPUs of one task; false, and nothing taken, where the quota does not allow it. */
  take(provider: ProviderName, vcpu: number): boolean {
    if (vcpu > this.#free[provider]) return false;
    this.#free[provider] -= vcpu;
    return true;
  }

  /** Takes the vCPUs of a task that is there whatever the quota says. */
  hold(provider: ProviderName, vcpu: number): void {
    this.#free[provider] -= vcpu;
  }

  /** Gives back the vCPUs of a task that stopped. */
  release(provider: ProviderName, vcpu: number): void {
    this.#free[provider] += vcpu;
  }
}

/** What a launch asks of AWS. */
export interface LaunchRequest {
  readonly service: string;
  readonly provider: ProviderName;
  readonly zone: number;
  /** Launches of this service that were asked for before, failed ones included: the key of its draws. */
  readonly attempt: number;
  readonly vcpu: number;
}

export type LaunchAnswer =
  | { readonly kind: "granted"; readonly delay: number }
  | { readonly kind: "refused"; readonly reason: string };

/** Whether AWS gives a task its capacity now: launch pace, vCPU quota, and what the Spot market has. */
export interface CapacityGate {
  launch(now: number, request: LaunchRequest): LaunchAnswer;
  /** Counts capacity that was there before the world began. */
  hold(provider: ProviderName, vcpu: number): void;
  release(provider: ProviderName, vcpu: number): void;
}
