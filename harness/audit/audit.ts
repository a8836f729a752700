import type { LoadAudit } from "../../sim/outcome/measured.js";
import type { LoadFacts } from "../record/load-facts.js";
import type { MeasuredSnapshot } from "../record/snapshot.js";
import { type AuditLimits, usualLimits } from "./check.js";
import { auditGenerator } from "./generator-health.js";
import { auditArrivals, auditDispersion, auditedDemand, auditLag } from "./send-times.js";
import { auditConnections, auditNeverSent, auditSamples } from "./sent-requests.js";

export interface AuditOptions {
  /** Microseconds of the reported time that were driven; all of it where the run was not aborted. */
  readonly elapsed?: number;
  readonly limits?: AuditLimits;
}

/** Whether a load was the load that was asked for. If it was not, the generator was measured and not the system. */
export function auditLoad(
  snapshot: MeasuredSnapshot,
  { duration, demands }: LoadFacts,
  { elapsed = duration, limits = usualLimits }: AuditOptions = {},
): LoadAudit {
  const { services, load, generator } = snapshot;
  const checks = [
    ...load.flatMap((sent) => {
      const facts = demands.find(({ name }) => name === sent.demand)!;
      const demand = auditedDemand(sent, facts, { duration, elapsed });
      const { latency } = services[facts.service].times;
      return [auditArrivals(demand, limits), auditDispersion(demand, limits), auditLag(demand, latency, limits)];
    }),
    ...[...new Set(demands.map(({ service }) => service))].flatMap((name) => [
      auditNeverSent(name, services[name], limits),
      auditConnections(name, services[name]),
      auditSamples(name, services[name], limits),
    ]),
    ...auditGenerator(generator, limits),
  ];
  return { valid: checks.every(({ passed }) => passed), checks };
}
