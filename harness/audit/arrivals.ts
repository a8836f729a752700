import type { AuditCheck } from "../../sim/outcome/measured.js";
import { kolmogorovSmirnovOfTwo, kolmogorovSmirnovUniform } from "../../sim/statistics/index.js";
import type { AuditedDemand } from "./audited-demand.js";
import { checked } from "./check.js";
import type { AuditLimits } from "./limits.js";
import { percent } from "./words.js";

/**
 * Whether requests left as the arrivals that were asked for (Kolmogorov and Smirnov), on a clock on which any curve is
 * flat. Poisson arrivals are held against the process itself, others against the schedule.
 */
export function auditArrivals({ facts, count, intended, sent }: AuditedDemand, limits: AuditLimits): AuditCheck {
  const { pValueMin, requestsMin } = limits;
  const check = { name: `${facts.name}: send times`, limit: `p >= ${pValueMin}`, unit: "p" as const };
  if (count < requestsMin) return { ...check, value: null, passed: true, detail: "too few sends for a test" };
  const toSchedule = kolmogorovSmirnovOfTwo(sent, intended);
  const toAsked = facts.isPoisson ? kolmogorovSmirnovUniform(sent) : toSchedule;
  const fromPoisson = facts.isPoisson ? `${percent(toAsked.statistic)} from a Poisson process, ` : "";
  const isRareSeed = facts.isPoisson && kolmogorovSmirnovUniform(intended).pValue < pValueMin;
  return checked({
    ...check,
    value: toAsked.pValue,
    passed: toAsked.pValue >= pValueMin,
    detail: `at most ${fromPoisson}${percent(toSchedule.statistic)} from the schedule`,
    remedy: isRareSeed ? "the schedule of this seed is a rare one: take another" : "see lag and dispersion",
  });
}
