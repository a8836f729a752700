import type { LatencyFacts } from "../../sim/facts/aspects/latency.js";
import type { RequestFacts } from "../../sim/facts/aspects/requests.js";
import {
  type AspectFacts,
  columnsAlone,
  type DemandFacts,
  type Facts,
  type MinuteColumns,
} from "../../sim/facts/facts.js";
import type { DemandLimits } from "../../sim/outcome/index.js";
import { Histogram } from "../../sim/statistics/index.js";
import type { FleetMinutes } from "./fleet-series.js";
import type { MinuteSnapshot, ServiceSnapshot } from "./snapshot.js";

/** What is known of a service besides its own counts. */
interface Beside {
  /** Kind of the service. */
  readonly kind: string;
  /** The latency limits that objectives name. */
  readonly limits: readonly number[];
  /** Null when nobody watched the fleet. */
  readonly fleet: FleetMinutes | null;
  /** The demands that are measured separately. */
  readonly demands: readonly (DemandLimits & { readonly measured: ServiceSnapshot })[];
}

/** Turns an observed run of one service into facts: its requests, and what was seen of its tasks. */
export function observedFacts(snapshot: ServiceSnapshot, { kind, limits, fleet, demands }: Beside): Facts {
  const { minutes, times } = snapshot;
  const within = limits.map((limit, index) => ({ limit, answered: columnOf(minutes, (one) => one.within[index]) }));
  const seen = fleet === null ? null : seenOf(fleet, minutes.length);
  return {
    kind,
    minutes: { ...requestColumns(minutes), ...seen } as MinuteColumns,
    demands: Object.fromEntries(demands.map((each) => [each.demand, demandFacts(each.measured, each.limits)] as const)),
    requests: requestFacts(snapshot),
    latency: latencyFacts(times.latency, within),
    ...(fleet !== null && seen !== null && fleetFacts(fleet, seen, snapshot)),
    ...(fleet?.writes && { writes: { ...fleet.writes, lostAtMost: Number.NaN, lostAtOnce: Number.NaN } }),
  };
}

function requestFacts({ scheduled, attempts, degraded, ends, failedBy }: ServiceSnapshot): RequestFacts {
  return { arrived: scheduled, attempts, completed: ends.answered - degraded, degraded, unfinished: 0, failedBy };
}

function latencyFacts(histogram: LatencyFacts["histogram"], within: LatencyFacts["within"]): LatencyFacts {
  return { histogram, longest: Number.POSITIVE_INFINITY, within };
}

function demandFacts(snapshot: ServiceSnapshot, limits: readonly number[]): DemandFacts {
  const { minutes, times } = snapshot;
  const answeredWithin = (index: number) => minutes.reduce((sum, { within }) => sum + within[index], 0);
  const within = limits.map((limit, index) => ({ limit, answered: Float64Array.of(answeredWithin(index)) }));
  return { requests: requestFacts(snapshot), latency: latencyFacts(times.latency, within) };
}

function requestColumns(minutes: readonly MinuteSnapshot[]): Partial<MinuteColumns> {
  const latencies = minutes.map(({ latency }) => Histogram.from(latency));
  return {
    arrived: columnOf(minutes, ({ arrived }) => arrived),
    completed: columnOf(minutes, ({ completed }) => completed),
    degraded: columnOf(minutes, ({ degraded }) => degraded),
    failed: columnOf(minutes, ({ failed }) => failed),
    interrupted: columnOf(minutes, ({ interrupted }) => interrupted),
    p50Ms: columnOf(latencies, (latency) => latency.quantile(0.5) / 1_000),
    p99Ms: columnOf(latencies, (latency) => latency.quantile(0.99) / 1_000),
  };
}

function columnOf<Minute>(minutes: readonly Minute[], value: (minute: Minute) => number): Float64Array {
  return Float64Array.from(minutes, value);
}

type SeenColumns = Pick<MinuteColumns, "desired" | "running" | "spot" | "tasksInterrupted"> &
  Partial<Pick<MinuteColumns, "cpu">>;

/** The minutes of the tasks, NaN for minutes in which nobody looked; null when nobody looked at all. */
function seenOf(fleet: FleetMinutes, minutes: number): SeenColumns | null {
  const column = (seen: Float64Array) => Float64Array.from({ length: minutes }, (_, at) => seen[at] ?? Number.NaN);
  const [desired, running, spot, cpu] = [fleet.desired, fleet.running, fleet.spot, fleet.cpu].map(column);
  if (running.every(Number.isNaN)) return null;
  const tasksInterrupted = new Float64Array(minutes).fill(Number.NaN); // known only for a whole run
  return { desired, running, spot, tasksInterrupted, ...(cpu.every(Number.isNaN) ? {} : { cpu }) };
}

/** Facts of the tasks. All events count as possible, since nobody can know what cannot happen in AWS. */
function fleetFacts(
  fleet: FleetMinutes,
  { running, cpu }: SeenColumns,
  { failedBy }: ServiceSnapshot,
): Partial<AspectFacts> {
  return {
    tasks: { hours: taskHours(running), changedHours: 1, lost: fleet.tasksLost, replacementLags: [] },
    scaling: { activities: fleet.activities, lags: [], canScaleOut: true, canScaleIn: true, canOscillate: true },
    spot: {
      interruptions: fleet.tasksLost.spot ?? 0,
      interruptedRequests: failedBy.interrupted,
      interruptionsExpected: Number.NaN,
    },
    ...(cpu && { cpu: columnsAlone }),
  };
}

/** Task hours. Minutes in which nobody looked count as the average of the others. */
function taskHours(running: Float64Array): number {
  const seen = running.filter((tasks) => !Number.isNaN(tasks));
  return (seen.reduce((sum, tasks) => sum + tasks, 0) / seen.length) * (running.length / 60);
}
