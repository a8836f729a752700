import { spell } from "../../../scenarios/language/spelling.js";
import { createDistribution, type DistributionConfig } from "../../../workload/distributions/index.js";
import { InputError, orInputError } from "../../../workload/input-error.js";
import { Random } from "../../../workload/random.js";
import type { Tables } from "../../../workload/tables.js";
import { startEnd } from "../../pool/start-checks.js";
import type { ServiceRule } from "../kind.js";
import type { BalancedConfig } from "./balanced-shape.js";
import type { TaskFleetConfig } from "./fleet-shape.js";

const starts = 2_000;
/** Starts that seldom fail are told as an assumption only. */
const seldom = 0.01;

type Starting = Pick<TaskFleetConfig, "launch" | "task"> & Pick<BalancedConfig, "healthCheck">;

/** Starts that a service's own health checks end: their share, and the 99th percentile of the boot time. */
export interface StartLoop {
  readonly share: number;
  readonly boot: number;
  readonly by: "balancer" | "container";
  /** A grace period in which such a boot and the checks after it are over. */
  readonly gracePeriod: number;
}

/** A boot that outlasts the health checks is a loop: ECS stops the task and starts another, again and again. */
export const startLoops: ServiceRule<Starting & Pick<TaskFleetConfig, "deployment">> = {
  code: "start-loop",
  check(service, { name, at, tables }, report) {
    const loop = orInputError(() => startLoopOf(service, tables));
    if (loop === null || loop instanceof InputError || loop.share < seldom) return;
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
    report([...at, "launch", "boot"], {
      severity: "warning",
      expected: `a boot within ${allowed}${beside}`,
      got: `${spell.percent(loop.share)} of starts that are stopped before they are healthy (99 % boot within ${spell.time(loop.boot)})`,
      hint: `ECS stops such a task and starts another, again and again; ${end}: set services.${name}.healthCheck.gracePeriod to ${spell.time(loop.gracePeriod)}`,
    });
  },
};

/** Whether starting tasks of a service are stopped by their own health checks, by two thousand drawn starts; null where none is. */
export function startLoopOf({ launch, healthCheck, task }: Starting, tables: Tables): StartLoop | null {
  const boots = new Int32Array(starts);
  const random = Random.stream(1, "start loops");
  createDistribution(launch.boot as DistributionConfig, tables).fill(boots, random);
  const checks = { target: healthCheck, container: task.healthCheck ?? null, gracePeriod: healthCheck.gracePeriod };
  const ends = [...boots].map((boot) => startEnd(checks, random.uniform(), boot));
  const stopped = ends.filter(({ ends }) => ends === "stopped");
  if (stopped.length === 0) return null;
  const boot = Math.ceil(boots.sort()[Math.ceil(starts * 0.99) - 1] / 1e6) * 1e6;
  const isContainer = stopped.filter(({ by }) => by === "container").length > stopped.length / 2;
  const { interval, healthyThreshold } = healthCheck;
  return {
    share: stopped.length / starts,
    boot,
    by: isContainer ? "container" : "balancer",
    gracePeriod: Math.ceil((boot + healthyThreshold * interval) / 1e6) * 1e6,
  };
}
