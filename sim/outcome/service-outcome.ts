import { type LatencyField, latencyFields } from "../facts/aspects/latency.js";
import { type FailureCause, failed, failureCauses, type RequestCounts } from "../facts/aspects/requests.js";
import { ascending, type Estimate } from "../facts/estimates.js";
import { demandSubject, replicationOf } from "./demand-replication.js";
import { estimate, meanOf } from "./estimate.js";
import { findServiceMetric } from "./metrics/find.js";
import { arrivedQuantile } from "./metrics/latency.js";
import { serviceMeasure } from "./metrics/measure.js";
import type { DemandOutcome, ServiceOutcome } from "./outcome.js";
import { record } from "./record.js";
import type { ServiceReplication } from "./replication.js";
import type { Run, RunGroup } from "./runs.js";
import { minuteSeries } from "./series.js";

/** What the runs say of one service. */
export function serviceOutcome(service: string, groups: readonly RunGroup[]): ServiceOutcome {
  const replications = groups.flatMap(({ runs }) => runs).map(({ replication }) => replication);
  const of = (field: string): Estimate => estimate(groups, measureOf(service, field));
  const apart = Object.keys(replications[0].services[service].demands);
  const mean = (field: string): number => meanOf(groups, measureOf(service, field).value);
  const count: Count = (counted) => meanOf(groups, ({ replication }) => counted(replication.services[service]));
  const first = replications.reduce((a, b) => (b.index < a.index ? b : a));
  const running = replications.map(({ services }) => services[service].minutes.running);
  return {
    ...requestsOutcome(service, groups),
    arrivedP99Ms: arrivedP99(service, groups),
    tasks: {
      min: running.reduce((least, column) => column.reduce((a, b) => Math.min(a, b), least), Number.POSITIVE_INFINITY),
      mean: mean("tasks.mean"),
      max: running.reduce((most, column) => column.reduce((a, b) => Math.max(a, b), most), 0),
      spotShare: mean("tasks.spotShare"),
    },
    cpu: { mean: mean("cpu.mean"), p95: mean("cpu.p95") },
    scaling: {
      scaleOuts: mean("scaling.scaleOuts"),
      scaleIns: mean("scaling.scaleIns"),
      oscillationsPerDay: of("scaling.oscillationsPerDay"),
      oscillationsPerDay30m: of("scaling.oscillationsPerDay30m"),
      lagS: { mean: of("scaling.lagS.mean"), max: of("scaling.lagS.max") },
    },
    spot: {
      interruptions: of("spot.interruptions"),
      interruptedRequests: of("spot.interruptedRequests"),
      interruptionsExpected: count(({ spot }) => spot.interruptionsExpected),
      errorRate: of("spot.errorRate"),
    },
    memory: { mean: mean("memory.mean"), max: mean("memory.max") },
    writes: {
      accepted: count(({ writes }) => writes.accepted),
      flushed: count(({ writes }) => writes.flushed),
      deadLettered: count(({ writes }) => writes.deadLettered),
      lost: of("writes.lost"),
      lostShare: of("writes.lostShare"),
      lostAtMost: count(({ writes }) => writes.lostAtMost),
    },
    degradation: {
      degradedMinutes: of("degradation.degradedMinutes"),
      activations: of("degradation.activations"),
    },
    taskHours: of("taskHours"),
    tasksLost: tasksLost(
      replications.map(({ services }) => services[service]),
      count,
    ),
    series: minuteSeries(first.services[service].minutes),
    ...(apart.length > 0 && {
      demands: record(apart, (demand) => requestsOutcome(demandSubject(service, demand), groups)),
    }),
  };
}

/** What the runs say of the requests of a service, or of one of its demands. */
function requestsOutcome(subject: string, groups: readonly RunGroup[]): DemandOutcome {
  const runs = groups.reduce((sum, group) => sum + group.runs.length, 0);
  return {
    requests: requestCounts((counted) =>
      meanOf(groups, ({ replication }) => counted(replicationOf(replication, subject))),
    ),
    latencyMs: latencies((measure) => estimate(groups, measureOf(subject, `latencyMs.${measure}`)), runs),
  };
}

const quantiles = ["p50", "p90", "p95", "p99", "p999", "max"] as const;
/** From fewer runs nothing can be said of how the longest latency scatters. */
const maximumRunsMin = 5;

function latencies(
  of: (measure: LatencyField) => Estimate,
  replications: number,
): Readonly<Record<LatencyField, Estimate>> {
  const own = record(latencyFields, of);
  const max = replications < maximumRunsMin ? { ...own.max, low: null, high: null, predictedRange: null } : own.max;
  const ordered = ascending(quantiles.map((measure) => (measure === "max" ? max : own[measure])));
  return { ...own, ...record(quantiles, (_, index) => ordered[index]) };
}

/** Nothing where in any run fewer than 99 % were answered: then the mean over runs has no end. */
function arrivedP99(service: string, groups: readonly RunGroup[]): Estimate {
  const value = ({ replication }: Run) => arrivedQuantile(replication.services[service], 0.99);
  const isEndless = groups.some(({ runs }) => runs.some((run) => value(run) === Number.POSITIVE_INFINITY));
  const p99 = measureOf(service, "latencyMs.p99");
  return estimate(groups, { ...p99, value: isEndless ? () => Number.NaN : value });
}

function tasksLost(services: readonly ServiceReplication[], count: Count): Readonly<Record<string, number>> {
  const reasons = [...new Set(services.flatMap(({ tasksLost }) => Object.keys(tasksLost)))].sort();
  return Object.fromEntries(reasons.map((reason) => [reason, count(({ tasksLost }) => tasksLost[reason] ?? 0)]));
}

type Count = (counted: (service: ServiceReplication) => number) => number;

function requestCounts(count: Count): RequestCounts {
  return {
    arrived: count(({ requests }) => requests.arrived),
    attempts: count(({ requests }) => requests.attempts),
    completed: count(({ requests }) => requests.completed),
    degraded: count(({ requests }) => requests.degraded),
    unfinished: count(({ requests }) => requests.unfinished),
    failed: count(({ requests }) => failed(requests)),
    failedBy: record(failureCauses, (cause: FailureCause) => count(({ requests }) => requests.failedBy[cause])),
  };
}

function measureOf(service: string, field: string) {
  return serviceMeasure(service, findServiceMetric(field)!);
}
