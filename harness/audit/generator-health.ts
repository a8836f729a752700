import type { AuditCheck } from "../../sim/outcome/measured.js";
import type { GeneratorSnapshot } from "../record/snapshot.js";
import { type AuditLimits, checked, percent } from "./check.js";

/** Checks whether the busiest generator process had time to spare. */
export function auditGenerator(generator: GeneratorSnapshot, limits: AuditLimits): readonly AuditCheck[] {
  const { processes, cpuShare, eventLoopDelayP99Ms, eventLoopDelayMaxMs } = generator;
  const busiest = processes === 1 ? "one process" : `the busiest of ${processes} processes`;
  const remedy = "use more processes to share the load";
  return [
    checked({
      name: "generator: CPU",
      value: cpuShare,
      limit: `<= ${percent(limits.cpuShare)}`,
      unit: "ratio",
      passed: cpuShare <= limits.cpuShare,
      detail: `of a core, ${busiest}`,
      remedy,
    }),
    checked({
      name: "generator: event loop delay p99",
      value: eventLoopDelayP99Ms,
      limit: `<= ${limits.eventLoopDelayP99Ms} ms`,
      unit: "ms",
      passed: eventLoopDelayP99Ms <= limits.eventLoopDelayP99Ms,
      detail: `${busiest}; largest ${Number(eventLoopDelayMaxMs.toPrecision(2))} ms`,
      remedy,
    }),
  ];
}
