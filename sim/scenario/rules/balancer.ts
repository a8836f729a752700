import type { RequestServiceConfig } from "../../services/request/shape.js";
import { balancers } from "../../targets/index.js";
import { balancersOf } from "../balancers.js";
import type { ScenarioRule } from "./rule.js";
import { either, spell } from "./spelling.js";

const slowStartMin = 30_000_000;

/** Slow start as an ALB has it: 30 s to 15 min, and not with every algorithm. */
export const slowStart: ScenarioRule = () => ({
  code: "slow-start",
  check({ services }, report) {
    const taking = balancers.filter(({ takesSlowStart }) => takesSlowStart).map(({ kind }) => kind);
    for (const [name, { balancer }] of Object.entries(services)) {
      const { algorithm, slowStart } = balancer;
      if (slowStart === 0) continue;
      const problem = { severity: "error", got: spell.time(slowStart) } as const;
      const at = ["services", name, "balancer", "slowStart"];
      if (!taking.some((kind) => kind === algorithm)) {
        const hint = `an ALB has slow start only with ${either(taking)}`;
        report(at, { ...problem, expected: `no slow start with ${algorithm}`, hint });
      } else if (slowStart < slowStartMin) {
        report(at, { ...problem, expected: "30s to 15m, as an ALB takes it, or 0s for none" });
      }
    }
  },
});

/** What an ALB has once for all its target groups; algorithm and slow start are of each. */
const ofWholeBalancer: Readonly<Record<string, (balancer: RequestServiceConfig["balancer"], zones: number) => string>> =
  {
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
      for (const other of others) {
        for (const [key, settingOf] of Object.entries(ofWholeBalancer)) {
          const wanted = settingOf(services[first].balancer, account.zones);
          const got = settingOf(services[other].balancer, account.zones);
          if (got === wanted) continue;
          const expected = `${wanted}, as ${first} has it behind the same balancer '${name}'`;
          const hint = `an ALB has one ${key} for all its services: write the same, or give one of them another balancer.name`;
          report(["services", other, "balancer", key], { severity: "error", expected, got, hint });
        }
      }
    }
  },
});

/** A health check is over before the next begins. */
export const healthCheck: ScenarioRule = () => ({
  code: "health-check",
  check({ services }, report) {
    for (const [name, { healthCheck }] of Object.entries(services)) {
      const { interval, timeout } = healthCheck;
      if (timeout < interval) continue;
      const expected = `less than the interval of ${spell.time(interval)}`;
      const hint = "an ALB refuses it otherwise";
      const at = ["services", name, "healthCheck", "timeout"];
      report(at, { severity: "error", expected, got: spell.time(timeout), hint });
    }
  },
});

/** A rolling deployment needs room to stop a task first, or to start one. */
export const deploymentRoom: ScenarioRule = () => ({
  code: "deployment-room",
  check({ services, incidents }, report) {
    const deploys = (name: string) =>
      incidents.some(
        (incident) => incident.kind === "kill-switch" || ("service" in incident && incident.service === name),
      );
    for (const [name, { bounds, deployment }] of Object.entries(services)) {
      const { minimumHealthyPercent, maximumPercent } = deployment;
      const least = Math.max(1, bounds.min);
      const room = Math.floor(least * maximumPercent + 1e-9) - Math.ceil(least * minimumHealthyPercent - 1e-9);
      if (room > 0 || !deploys(name)) continue;
      report(["services", name, "deployment"], {
        severity: "warning",
        expected: `room for one task more or less at ${least} tasks`,
        got: `${spell.percent(minimumHealthyPercent)} to ${spell.percent(maximumPercent)} of them`,
        hint: "raise maximumPercent or lower minimumHealthyPercent: this deployment would never end",
      });
    }
  },
});
