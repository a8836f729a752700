import { targets } from "../../capacity/placement.js";
import { providers } from "../../capacity/providers/index.js";
import type { RequestServiceConfig } from "../../services/request/shape.js";
import { taskSize } from "../../services/sidecars.js";
import type { ScenarioRule } from "./rule.js";
import { spell } from "./spelling.js";

/** A service starts with a number of tasks that its bounds allow. */
export const desiredWithinBounds: ScenarioRule = () => ({
  code: "desired",
  check({ services }, report) {
    for (const [name, { desired, bounds }] of Object.entries(services)) {
      if (desired === undefined || (desired >= bounds.min && desired <= bounds.max)) continue;
      const hint = "leave desired out to start with what the policies would hold at that load";
      report(["services", name, "desired"], {
        severity: "error",
        expected: `${bounds.min} to ${bounds.max} tasks, as bounds say`,
        got: String(desired),
        hint,
      });
    }
  },
});

/** All services at their most tasks fit into the account's quota of vCPUs. */
export const vcpuQuota: ScenarioRule = () => ({
  code: "vcpu-quota",
  check({ services, account }, report) {
    for (const { name } of providers) {
      const most = Object.values(services).reduce((sum, service) => sum + mostVcpus(service, name), 0);
      const quota = account.vcpuQuota[name];
      if (most <= quota) continue;
      report(["account", "vcpuQuota", name], {
        severity: "warning",
        expected: `at least ${spell.vcpu(most)} of ${name} for all services at bounds.max`,
        got: spell.vcpu(quota),
        hint: "launches beyond it fail: ask AWS for a higher quota (a new account has 6 vCPU), or lower bounds.max",
      });
    }
  },
});

/** The most tasks that a service's bounds ever allow. */
export function mostTasks({ bounds, scaling }: RequestServiceConfig): number {
  const scheduled = scaling.map((policy) => (policy.kind === "scheduled" ? (policy.bounds.max ?? 0) : 0));
  return Math.max(bounds.max, ...scheduled);
}

function mostVcpus(service: RequestServiceConfig, provider: (typeof providers)[number]["name"]): number {
  return targets(service.capacity, mostTasks(service))[provider] * taskSize(service.task).cpu;
}
