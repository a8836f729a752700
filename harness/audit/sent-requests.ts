import type { AuditCheck } from "../../sim/outcome/measured.js";
import type { ServiceSnapshot } from "../record/snapshot.js";
import { type AuditLimits, checked, percent, whole } from "./check.js";

/**
 * Checks whether the requests that were due left at all. A request that found no connection before its deadline did
 * not.
 */
export function auditNeverSent(name: string, { scheduled, ends }: ServiceSnapshot, limits: AuditLimits): AuditCheck {
  const { neverSentShare } = limits;
  const value = scheduled === 0 ? null : ends.neverSent / scheduled;
  return checked({
    name: `${name}: never sent`,
    value,
    limit: `<= ${percent(neverSentShare)}`,
    unit: "ratio",
    passed: value === null || value <= neverSentShare,
    detail: `${whole(ends.neverSent)} of ${whole(scheduled)} requests`,
    remedy: "they found no connection in time: raise staging.ceilings.connections",
  });
}

/**
 * Checks whether this machine had files and ports for every connection. A connection that it refused never reached a
 * target.
 */
export function auditConnections(name: string, { counters }: ServiceSnapshot): AuditCheck {
  const { exhausted = 0, opened = 0, waited = 0 } = counters;
  return checked({
    name: `${name}: connections`,
    value: exhausted,
    limit: "<= 0",
    unit: "count",
    passed: exhausted === 0,
    detail: `connections failed for lack of a file or port; ${whole(opened)} opened, ${whole(waited)} requests waited`,
    remedy: "check ulimit -n and the range of local ports",
  });
}

/** Checks whether there are enough requests to draw conclusions from. */
export function auditSamples(name: string, { scheduled }: ServiceSnapshot, { requestsMin }: AuditLimits): AuditCheck {
  return checked({
    name: `${name}: requests`,
    value: scheduled,
    limit: `>= ${requestsMin}`,
    unit: "count",
    passed: scheduled >= requestsMin,
    detail: `a median needs ${requestsMin}, a p99 2,000`,
    remedy: "run longer, or at a higher rate",
  });
}
