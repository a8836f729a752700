import { spell } from "../../../scenarios/language/spelling.js";
import { providers } from "../../capacity/providers/index.js";
import { kindOf } from "../../services/service-shape.js";
import { serviceView } from "../service-view.js";
import type { ScenarioRule } from "./rule.js";

/** All services at their maximum have to fit into the account's vCPU quota. */
export const vcpuQuota: ScenarioRule = ({ demands, data: { tables } }) => ({
  code: "vcpu-quota",
  check(scenario, report) {
    const { services, account } = scenario;
    const expectations = Object.entries(services).flatMap(
      ([name, config]) => kindOf(config).expects?.(config, serviceView(name, scenario, demands, tables)) ?? [],
    );
    for (const { name } of providers) {
      const most = expectations.reduce((sum, { vcpusMost }) => sum + vcpusMost[name], 0);
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
