import { spell } from "../../../scenarios/language/spelling.js";
import type { BalancerConfig } from "../../services/fleet/balancer-shape.js";
import { balancerOf } from "../../services/service-shape.js";
import { balancersOf } from "../balancers.js";
import type { ScenarioRule } from "./rule.js";

/** Settings that an ALB has once for all target groups; algorithm and slow start belong to each group. */
const ofWholeBalancer: Readonly<Record<string, (balancer: BalancerConfig, zones: number) => string>> = {
  scheme: ({ scheme }) => scheme,
  nodes: ({ nodes }, zones) => spell.count(nodes ?? zones),
  idleTimeout: ({ idleTimeout }) => spell.time(idleTimeout),
  connectTimeout: ({ connectTimeout }) => spell.time(connectTimeout),
};

/** Services behind one balancer cannot want two of what it has one of. */
export const sharedBalancer: ScenarioRule = () => ({
  code: "shared-balancer",
  check({ services, account }, report) {
    for (const { name, services: behind } of balancersOf(services).values()) {
      const [first, ...others] = behind;
      const settings = (service: string) => balancerOf(services[service])!;
      for (const other of others) {
        for (const [key, settingOf] of Object.entries(ofWholeBalancer)) {
          const wanted = settingOf(settings(first), account.zones);
          const got = settingOf(settings(other), account.zones);
          if (got === wanted) continue;
          const expected = `${wanted}, as ${first} has it behind the same balancer '${name}'`;
          const hint = `an ALB has one ${key} for all its services: write the same, or give one of them another balancer.name`;
          report(["services", other, "balancer", key], { severity: "error", expected, got, hint });
        }
      }
    }
  },
});
