import type { Account } from "../capacity/account.js";
import { LaunchPace } from "../capacity/launch-pace.js";
import type { ProviderName } from "../capacity/providers/index.js";
import { VcpuQuota } from "../capacity/quota.js";
import type { SpotMarket } from "../capacity/spot-market.js";
import type { CapacityGate, LaunchAnswer, LaunchRequest } from "./capacity-gate.js";

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
    if (isSpot && market.launchFails(now, zone) !== null) return { kind: "refused", reason: "no Spot capacity" };
    const fate = isSpot ? { delay: 0, fails: false } : market.onDemandFate(now, zone, service, attempt, 1);
    if (fate.fails) return { kind: "refused", reason: "no on-demand capacity" };
    if (!this.#quota.take(provider, vcpu)) return { kind: "refused", reason: "the vCPU quota is used up" };
    return { kind: "granted", delay: this.#pace.admit(now, service, provider) + fate.delay };
  }

  hold(provider: ProviderName, vcpu: number): void {
    this.#quota.hold(provider, vcpu);
  }

  release(provider: ProviderName, vcpu: number): void {
    this.#quota.release(provider, vcpu);
  }
}
