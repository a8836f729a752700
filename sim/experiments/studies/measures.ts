import type { Measure, Run } from "../../outcome/index.js";
import { parseReference } from "../../outcome/index.js";
import type { ServiceMinutes } from "../../outcome/replication.js";

const service = "orchestrator";

/** A measure of the orchestrator that scenarios can name too, such as "p99". */
export function named(metric: string): Measure {
  return parseReference(`${service}.${metric}`).measure;
}

/** The cost of a run. */
export const costOfRun: Measure = parseReference("cost.total").measure;

/** p99 of the worst minute. */
export const worstMinute = byMinute("p99 of the worst minute", "ms", ({ p99 }) => Math.max(...told(p99)) / 1_000);

/** How many minutes had a p99 above a limit in microseconds. */
export function minutesAbove(limit: number): Measure {
  return byMinute("minutes above", "min", ({ p99 }) => p99.filter((value) => value > limit).length);
}

/** Of the requests that ended from one minute to another, the share that was not answered within a limit in microseconds. */
export function missedBetween(from: number, to: number, limit: number): Measure {
  return byMinute("not answered in time", "ratio", (minutes) => {
    const answered = minutes.within.find((column) => column.limit === limit)!.answered;
    return 1 - total(answered, from, to) / ended(minutes, from, to);
  });
}

/** Of the requests that ended from one minute to another, the share that failed. */
export function failedBetween(from: number, to: number): Measure {
  const share = (failures: number, minutes: ServiceMinutes) => failures / ended(minutes, from, to);
  return byMinute(
    "failed",
    "ratio",
    (minutes) => share(total(minutes.failed, from, to), minutes),
    (minutes) => share(1, minutes),
  );
}

function byMinute(
  name: string,
  unit: Measure["unit"],
  value: (minutes: ServiceMinutes) => number,
  event: (minutes: ServiceMinutes) => number = () => 0,
): Measure {
  const minutesOf = ({ replication }: Run) => replication.services[service].minutes;
  return { name, field: name, unit, value: (run) => value(minutesOf(run)), event: (run) => event(minutesOf(run)) };
}

/** The minutes in which something ended. */
function told(column: Float64Array): Float64Array {
  return column.filter((value) => !Number.isNaN(value));
}

function total(column: Float64Array, from: number, to: number): number {
  return column.subarray(from, to).reduce((sum, value) => sum + value, 0);
}

function ended({ completed, degraded, failed }: ServiceMinutes, from: number, to: number): number {
  return [completed, degraded, failed].reduce((sum, column) => sum + total(column, from, to), 0);
}
