import { failureCauses } from "../../sim/facts/aspects/requests.js";
import { measuredTimes } from "../../sim/outcome/measured.js";

import { record } from "../../sim/outcome/record.js";
import { mergeHistograms } from "../../sim/statistics/index.js";
import { endings } from "./ending.js";
import type {
  DemandSnapshot,
  GeneratorSnapshot,
  MeasuredSnapshot,
  MinuteSnapshot,
  ServiceSnapshot,
} from "./snapshot.js";

/**
 * Merges the measurements of several processes or machines, at least one, into exactly what a single one would have
 * seen. A demand that one part did not measure separately, as in older versions, is not separate in the result.
 */
export function mergeMeasured(parts: readonly MeasuredSnapshot[]): MeasuredSnapshot {
  const [first] = parts;
  if (parts.length === 1) return first;
  if (parts.some((part) => !canMerge(first, part))) throw new Error("measurements of different scenarios do not merge");
  const apart = Object.keys(first.apart).filter((name) => parts.every((part) => name in part.apart));
  return {
    services: mergeServices(
      Object.keys(first.services),
      parts.map(({ services }) => services),
    ),
    apart: mergeServices(
      apart,
      parts.map(({ apart }) => apart),
    ),
    load: first.load.map((_, index) => mergeDemand(parts.map(({ load }) => load[index]))),
    generator: worstOf(parts.map(({ generator }) => generator)),
  };
}

/** Whether two measurements counted the same services, minutes, limits and arrivals. */
export function canMerge(one: MeasuredSnapshot, other: MeasuredSnapshot): boolean {
  return shapeOf(one) === shapeOf(other);
}

function shapeOf({ services, load }: MeasuredSnapshot): string {
  const minutes = Object.entries(services).map(([name, { minutes }]) => [
    name,
    minutes.length,
    minutes[0].within.length,
  ]);
  return JSON.stringify([minutes, load.map(({ demand, sentPerWindow }) => [demand, sentPerWindow.length])]);
}

function mergeServices(
  names: readonly string[],
  parts: readonly Readonly<Record<string, ServiceSnapshot>>[],
): Record<string, ServiceSnapshot> {
  return record(names, (name) => mergeService(parts.map((part) => part[name])));
}

function mergeService(parts: readonly ServiceSnapshot[]): ServiceSnapshot {
  return {
    scheduled: sumOf(parts, ({ scheduled }) => scheduled),
    attempts: sumOf(parts, ({ attempts }) => attempts),
    degraded: sumOf(parts, ({ degraded }) => degraded),
    ends: record(endings, (ending) => sumOf(parts, ({ ends }) => ends[ending])),
    statuses: addUp(parts.map(({ statuses }) => statuses)),
    failedBy: record(failureCauses, (cause) => sumOf(parts, ({ failedBy }) => failedBy[cause])),
    counters: addUp(parts.map(({ counters }) => counters)),
    times: record(measuredTimes, (time) => mergeHistograms(parts.map(({ times }) => times[time]))),
    minutes: parts[0].minutes.map((_, minute) => mergeMinute(parts.map(({ minutes }) => minutes[minute]))),
  };
}

function mergeMinute(parts: readonly MinuteSnapshot[]): MinuteSnapshot {
  return {
    arrived: sumOf(parts, ({ arrived }) => arrived),
    completed: sumOf(parts, ({ completed }) => completed),
    degraded: sumOf(parts, ({ degraded }) => degraded),
    failed: sumOf(parts, ({ failed }) => failed),
    timedOut: sumOf(parts, ({ timedOut }) => timedOut),
    interrupted: sumOf(parts, ({ interrupted }) => interrupted),
    latency: mergeHistograms(parts.map(({ latency }) => latency)),
    within: parts[0].within.map((_, limit) => sumOf(parts, ({ within }) => within[limit])),
  };
}

function mergeDemand(parts: readonly DemandSnapshot[]): DemandSnapshot {
  return {
    demand: parts[0].demand,
    intended: addColumns(parts.map(({ intended }) => intended)),
    sent: addColumns(parts.map(({ sent }) => sent)),
    intendedPerWindow: addColumns(parts.map(({ intendedPerWindow }) => intendedPerWindow)),
    sentPerWindow: addColumns(parts.map(({ sentPerWindow }) => sentPerWindow)),
    lag: mergeHistograms(parts.map(({ lag }) => lag)),
  };
}

/** Several generators together are as good as the worst of them. */
function worstOf(parts: readonly GeneratorSnapshot[]): GeneratorSnapshot {
  return {
    processes: sumOf(parts, ({ processes }) => processes),
    cpuShare: Math.max(...parts.map(({ cpuShare }) => cpuShare)),
    eventLoopDelayP99Ms: Math.max(...parts.map(({ eventLoopDelayP99Ms }) => eventLoopDelayP99Ms)),
    eventLoopDelayMaxMs: Math.max(...parts.map(({ eventLoopDelayMaxMs }) => eventLoopDelayMaxMs)),
  };
}

function addColumns(parts: readonly Uint32Array[]): Uint32Array {
  return parts[0].map((_, i) => sumOf(parts, (part) => part[i]));
}

/** Sums by name, over every name in any part. */
function addUp(parts: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  return record([...new Set(parts.flatMap(Object.keys))], (name) => sumOf(parts, (part) => part[name] ?? 0));
}

function sumOf<Part>(parts: readonly Part[], value: (part: Part) => number): number {
  return parts.reduce((sum, part) => sum + value(part), 0);
}
