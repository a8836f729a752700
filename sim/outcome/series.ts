import type { MinuteSeries } from "./outcome.js";
import type { ServiceMinutes } from "./replication.js";

/** The minutes of one replication as reports show them. */
export function minuteSeries(minutes: ServiceMinutes): MinuteSeries {
  return {
    arrived: Array.from(minutes.arrived),
    completed: Array.from(minutes.completed),
    degraded: Array.from(minutes.degraded),
    failed: Array.from(minutes.failed),
    p50Ms: Array.from(minutes.p50, milliseconds),
    p99Ms: Array.from(minutes.p99, milliseconds),
    desired: Array.from(minutes.desired),
    running: Array.from(minutes.running),
    spot: Array.from(minutes.spot),
    cpu: Array.from(minutes.cpu),
    memory: Array.from(minutes.memory),
  };
}

function milliseconds(microseconds: number): number {
  return microseconds / 1_000;
}
