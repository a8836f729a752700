import { either, spell } from "../../../scenarios/language/spelling.js";
import { balancers } from "../../targets/index.js";
import type { ServiceRule } from "../kind.js";
import type { BalancedConfig } from "./balanced-shape.js";

type Rule = ServiceRule<Pick<BalancedConfig, "balancer" | "healthCheck">>;

const slowStartMin = 30_000_000;

/** Slow start as an ALB has it: 30 s to 15 min, and not with every algorithm. */
const slowStart: Rule = {
  code: "slow-start",
  check({ balancer: { algorithm, slowStart } }, { at }, report) {
    const taking = balancers.filter(({ takesSlowStart }) => takesSlowStart).map(({ kind }) => kind);
    if (slowStart === 0) return;
    const problem = { severity: "error", got: spell.time(slowStart) } as const;
    const path = [...at, "balancer", "slowStart"];
    if (!taking.some((kind) => kind === algorithm)) {
      const hint = `an ALB has slow start only with ${either(taking)}`;
      report(path, { ...problem, expected: `no slow start with ${algorithm}`, hint });
    } else if (slowStart < slowStartMin) {
      report(path, { ...problem, expected: "30s to 15m, as an ALB takes it, or 0s for none" });
    }
  },
};

/** A health check is over before the next begins. */
const healthCheck: Rule = {
  code: "health-check",
  check({ healthCheck: { interval, timeout } }, { at }, report) {
    if (timeout < interval) return;
    const expected = `less than the interval of ${spell.time(interval)}`;
    const hint = "an ALB refuses it otherwise";
    report([...at, "healthCheck", "timeout"], { severity: "error", expected, got: spell.time(timeout), hint });
  },
};

/** The checks of every kind behind a load balancer. */
export const balancedRules: readonly Rule[] = [slowStart, healthCheck];
