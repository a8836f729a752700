import type { LoadAudit } from "../../sim/outcome/measured.js";
import type { LoadFacts } from "../record/load-facts.js";
import type { MeasuredSnapshot } from "../record/snapshot.js";
import { type AuditLimits, usualLimits } from "./check.js";
import { auditGenerator } from "./generator-health.js";
import { auditArrivals, auditDispersion, auditedDemand, auditLag } from "./send-times.js";
import { auditConnections, auditNeverSent, auditSamples } from "./sent-requests.js";

export interface AuditOptions {
  /** How much of the reported time was driven, in microseconds; all of it unless the run was aborted. */
  readonly elapsed?: number;
  readonly limits?: AuditLimits;
}

/**
 * Checks whether the generator sent the load that was asked for. If it did not, the run measured the generator rather
 * than the system.
 */
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
