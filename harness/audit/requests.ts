import type { AuditCheck } from "../../sim/outcome/measured.js";
import type { ServiceSnapshot } from "../record/snapshot.js";
import type { AuditLimits } from "./limits.js";
import { percent } from "./words.js";

/** Whether what was due left at all: a request that found no connection before its deadline did not. */
export function auditNeverSent(name: string, { scheduled, ends }: ServiceSnapshot, limits: AuditLimits): AuditCheck {
  const { neverSentShare } = limits;
  const value = scheduled === 0 ? null : ends.neverSent / scheduled;
  return {
    name: `${name}: never sent`,
    value,
    limit: `<= ${percent(neverSentShare)}`,
    unit: "ratio",
    passed: value === null || value <= neverSentShare,
    detail: `${ends.neverSent} of ${scheduled} requests; more connections or processes send them`,
  };
}

/** Whether there is enough to tell anything by. */
export function auditSamples(name: string, { scheduled }: ServiceSnapshot, { requestsMin }: AuditLimits): AuditCheck {
  return {
    name: `${name}: requests`,
    value: scheduled,
    limit: `>= ${requestsMin}`,
    unit: "count",
    passed: scheduled >= requestsMin,
    detail: `a median needs ${requestsMin}, a p99 2,000; a longer run or a higher rate brings them`,
  };
}
