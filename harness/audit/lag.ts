import type { AuditCheck } from "../../sim/outcome/measured.js";
import { Histogram, type HistogramSnapshot } from "../../sim/statistics/index.js";
import type { AuditedDemand } from "./audited-demand.js";
import { checked } from "./check.js";
import type { AuditLimits } from "./limits.js";
import { milliseconds } from "./words.js";

/**
 * Whether requests were released when they were due. That a connection was free is not asked: waiting for one is the
 * client's wait, which is measured apart. `latency` is that of the demand's service.
 */
export function auditLag({ facts, lag }: AuditedDemand, latency: HistogramSnapshot, limits: AuditLimits): AuditCheck {
  const lags = Histogram.from(lag);
  const measured = Histogram.from(latency);
  const share = measured.count === 0 ? 0 : limits.lagShareOfLatency * measured.quantile(0.99);
  const limit = Math.max(limits.lagP99, share);
  const check = { name: `${facts.name}: send lag p99`, limit: `<= ${milliseconds(limit)}`, unit: "ms" as const };
  if (lags.count === 0) return { ...check, value: null, passed: true, detail: "nothing was sent" };
  const p99 = lags.quantile(0.99);
  const others = `p50 ${milliseconds(lags.quantile(0.5))}, largest ${milliseconds(lags.max)}`;
  return checked({
    ...check,
    value: p99 / 1_000,
    passed: p99 <= limit,
    detail: `behind due; ${others}`,
    remedy: "more processes, or a machine with less to do",
  });
}
