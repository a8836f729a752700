import { InputError } from "../../../workload/input-error.js";
import { startLoopOf } from "../start-loops.js";
import { orInputError } from "./planned-demands.js";
import type { ScenarioRule } from "./rule.js";
import { spell } from "./spelling.js";

/** Starts that seldom fail are told as an assumption only. */
const seldom = 0.01;

/** A boot that outlasts the health checks is a loop: ECS stops the task and starts another, again and again. */
export const startLoops: ScenarioRule = ({ data }) => ({
  code: "start-loop",
  check({ services }, report) {
    for (const [name, service] of Object.entries(services)) {
      const loop = orInputError(() => startLoopOf(service, data.tables));
      if (loop === null || loop instanceof InputError || loop.share < seldom) continue;
      const { interval, unhealthyThreshold, gracePeriod } = service.healthCheck;
      const { circuitBreaker } = service.deployment;
      const container = service.task.healthCheck;
      const allowed =
        loop.by === "balancer" || container === undefined
          ? `healthCheck.interval × unhealthyThreshold, ${spell.time(interval * unhealthyThreshold)}`
          : `task.healthCheck.interval × retries, ${spell.time(container.interval * container.retries)}`;
      const beside = gracePeriod > 0 ? `, or a gracePeriod of ${spell.time(loop.gracePeriod)}` : "";
      const end = circuitBreaker.enable
        ? `the circuit breaker ends a deployment${circuitBreaker.rollback ? " and rolls it back" : ""}`
        : "a deployment never ends";
      report(["services", name, "launch", "boot"], {
        severity: "warning",
        expected: `a boot within ${allowed}${beside}`,
        got: `${spell.percent(loop.share)} of starts that are stopped before they are healthy (99 % boot within ${spell.time(loop.boot)})`,
        hint: `ECS stops such a task and starts another, again and again; ${end}: set services.${name}.healthCheck.gracePeriod to ${spell.time(loop.gracePeriod)}`,
      });
    }
  },
});
