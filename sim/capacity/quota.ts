import type { Account } from "./account.js";
import { byProvider, type ProviderName } from "./providers/index.js";

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
