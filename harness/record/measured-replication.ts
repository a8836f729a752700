import type { DemandReplication } from "../../sim/outcome/demand-replication.js";
import type { DemandLimits } from "../../sim/outcome/index.js";
import type { ServiceMinutes, ServiceReplication } from "../../sim/outcome/replication.js";
import { Histogram } from "../../sim/statistics/index.js";
import type { FleetMinutes, MeasuredWrites } from "./fleet-series.js";
import type { MinuteSnapshot, ServiceSnapshot } from "./snapshot.js";

const unknown = Number.NaN;
const unbounded = Number.POSITIVE_INFINITY;
const anything = {
  scaleOut: true,
  scaleIn: true,
  oscillation: true,
  degradation: true,
  taskHours: 1,
  latency: unbounded,
};
const noWrites: MeasuredWrites = { accepted: unknown, flushed: unknown, deadLettered: unknown, lost: unknown };

/** What is known of a service beside its own counts. */
interface MeasuredBeside {
  /** Null where nobody watched. */
  readonly fleet: FleetMinutes | null;
  /** The demands that are told apart. */
  readonly demands: readonly (DemandLimits & { readonly measured: ServiceSnapshot })[];
}

/** What a measurement tells of one service, in the words of a replication: what nobody measured is NaN. */
export function measuredReplication(
  snapshot: ServiceSnapshot,
  limits: readonly number[],
  { fleet, demands }: MeasuredBeside,
): ServiceReplication {
  const { failedBy, times } = snapshot;
  return {
    possible: anything,
    requests: requestsOf(snapshot),
    latency: times.latency,
    demands: Object.fromEntries(
      demands.map(({ demand, limits, measured }) => [demand, demandOf(measured, limits)] as const),
    ),
    minutes: minutesOf(snapshot.minutes, limits, fleet),
    activities: fleet?.activities ?? [],
    scaleOutLags: [],
    replacementLags: [],
    spot: {
      interruptions: fleet === null ? unknown : (fleet.tasksLost.spot ?? 0),
      interruptedRequests: fleet === null ? unknown : failedBy.interrupted,
      interruptionsExpected: unknown,
    },
    tasksLost: fleet?.tasksLost ?? {},
    writes: { ...(fleet?.writes ?? noWrites), lostAtMost: unknown, lostAtOnce: unknown },
    degradation: { degradedMinutes: unknown, activations: unknown },
    taskHours: fleet === null ? unknown : taskHours(fleet.running),
  };
}

function requestsOf({
  scheduled,
  attempts,
  degraded,
  ends,
  failedBy,
}: ServiceSnapshot): ServiceReplication["requests"] {
  return { arrived: scheduled, attempts, completed: ends.answered - degraded, degraded, unfinished: 0, failedBy };
}

function demandOf(snapshot: ServiceSnapshot, limits: readonly number[]): DemandReplication {
  const { minutes, times } = snapshot;
  const answeredWithin = (index: number) => minutes.reduce((sum, { within }) => sum + within[index], 0);
  const within = limits.map((limit, index) => ({ limit, answered: answeredWithin(index) }));
  return { requests: requestsOf(snapshot), latency: times.latency, within };
}

function minutesOf(
  minutes: readonly MinuteSnapshot[],
  limits: readonly number[],
  fleet: FleetMinutes | null,
): ServiceMinutes {
  const column = (value: (minute: MinuteSnapshot) => number) => Float64Array.from(minutes, value);
  const seen = (of: (fleet: FleetMinutes) => Float64Array) =>
    Float64Array.from(minutes, (_, minute) => (fleet === null ? unknown : (of(fleet)[minute] ?? unknown)));
  const latencies = minutes.map(({ latency }) => Histogram.from(latency));
  return {
    arrived: column(({ arrived }) => arrived),
    completed: column(({ completed }) => completed),
    degraded: column(({ degraded }) => degraded),
    failed: column(({ failed }) => failed),
    timedOut: column(({ timedOut }) => timedOut),
    interrupted: column(({ interrupted }) => interrupted),
    p50: Float64Array.from(latencies, (latency) => latency.quantile(0.5)),
    p99: Float64Array.from(latencies, (latency) => latency.quantile(0.99)),
    within: limits.map((limit, index) => ({ limit, answered: column(({ within }) => within[index]) })),
    desired: seen(({ desired }) => desired),
    running: seen(({ running }) => running),
    spot: seen(({ spot }) => spot),
    cpu: seen(({ cpu }) => cpu),
    memory: new Float64Array(minutes.length).fill(unknown),
  };
}

/** Minutes that nobody saw count as those that somebody did, on average. */
function taskHours(running: Float64Array): number {
  const seen = running.filter((tasks) => !Number.isNaN(tasks));
  return (seen.reduce((sum, tasks) => sum + tasks, 0) / seen.length) * (running.length / 60);
}
