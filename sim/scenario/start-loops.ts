import type { DistributionConfig } from "../../workload/distributions/index.js";
import { createDistribution } from "../../workload/distributions/index.js";
import { Random } from "../../workload/random.js";
import type { Tables } from "../../workload/tables.js";
import { startEnd } from "../pool/start-checks.js";
import type { RequestServiceConfig } from "../services/request/shape.js";

const starts = 2_000;

/** How a service's starts end that its health checks stop: their share, and the longest boot seen but for one in a hundred. */
export interface StartLoop {
  readonly share: number;
  readonly boot: number;
  readonly by: "balancer" | "container";
  /** A grace period in which such a boot and the checks after it are over. */
  readonly gracePeriod: number;
}

/** Whether starting tasks of a service are stopped by their own health checks, by two thousand drawn starts; null where none is. */
export function startLoopOf(
  { launch, healthCheck, task }: Pick<RequestServiceConfig, "launch" | "healthCheck" | "task">,
  tables: Tables,
): StartLoop | null {
  const boots = new Int32Array(starts);
  const random = Random.stream(1, "start loops");
  createDistribution(launch.boot as DistributionConfig, tables).fill(boots, random);
  const ends = [...boots].map((boot) => startEnd(healthCheck, task.healthCheck ?? null, random.uniform(), boot));
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
