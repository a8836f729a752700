import type { Account } from "./account.js";
import type { CapacityGate, LaunchAnswer, LaunchRequest } from "./capacity-gate.js";
import { LaunchPace } from "./launch-pace.js";
import type { ProviderName } from "./providers/index.js";
import { VcpuQuota } from "./quota.js";
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
