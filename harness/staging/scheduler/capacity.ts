import type { Account } from "../../../sim/capacity/account.js";
import { LaunchPace } from "../../../sim/capacity/launch-pace.js";
import type { ProviderName } from "../../../sim/capacity/providers/index.js";
import { VcpuQuota } from "../../../sim/capacity/quota.js";
import type { SpotMarket } from "../../../sim/capacity/spot-market.js";

/** What a launch asks of the account. */
export interface LaunchRequest {
  readonly service: string;
  readonly provider: ProviderName;
  readonly zone: number;
  /** Launches of this service that were asked for before, refused ones included: the key of its draws. */
  readonly attempt: number;
  readonly vcpu: number;
}

export type LaunchAnswer =
  | { readonly kind: "granted"; readonly delay: number }
  | { readonly kind: "refused"; readonly reason: string };

/** What the account gives to all services of a fleet: launch pace and vCPU quotas, and what their Spot markets have. */
export class AccountCapacity {
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

  /** Counts a task that is there as the fleet begins, whatever the quota says. */
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
