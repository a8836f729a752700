import type { Facts, MinuteColumns } from "../../facts/facts.js";
import type { Reading, Run } from "../../outcome/index.js";
import { parseReference } from "../../outcome/index.js";

const service = "orchestrator";

/** A reading of the orchestrator that scenarios can name too, such as "p99". */
export function named(metric: string): Reading {
  return parseReference(`${service}.${metric}`).reading;
}

/** The cost of a run. */
export const costOfRun: Reading = parseReference("cost.total").reading;

/** p99 of the worst minute. */
export const worstMinute = byMinute("p99 of the worst minute", "ms", ({ p99Ms }) => Math.max(...told(p99Ms)));

/** Number of minutes with a p99 above a limit in microseconds. */
export function minutesAbove(limit: number): Reading {
  return byMinute("minutes above", "min", ({ p99Ms }) => p99Ms.filter((value) => value > limit / 1_000).length);
}

/** Share of the requests that ended between two minutes and were not answered within a limit in microseconds. */
export function missedBetween(from: number, to: number, limit: number): Reading {
  return ofFacts("not answered in time", "ratio", ({ latency, minutes }) => {
    const answered = latency!.within.find((column) => column.limit === limit)!.answered;
    return 1 - total(answered, from, to) / ended(minutes, from, to);
  });
}

/** Share of the requests that ended between two minutes and failed. */
export function failedBetween(from: number, to: number): Reading {
  const share = (failures: number, minutes: MinuteColumns) => failures / ended(minutes, from, to);
  return byMinute(
    "failed",
    "ratio",
    (minutes) => share(total(minutes.failed, from, to), minutes),
    (minutes) => share(1, minutes),
  );
}

function byMinute(
  name: string,
  unit: Reading["unit"],
  value: (minutes: MinuteColumns) => number,
  event: (minutes: MinuteColumns) => number = () => 0,
): Reading {
  return ofFacts(
    name,
    unit,
    ({ minutes }) => value(minutes),
    ({ minutes }) => event(minutes),
  );
}

function ofFacts(
  name: string,
  unit: Reading["unit"],
  value: (facts: Facts) => number,
  event: (facts: Facts) => number = () => 0,
): Reading {
  const factsOf = ({ replication }: Run) => replication.services[service];
  return { name, field: name, unit, value: (run) => value(factsOf(run)), event: (run) => event(factsOf(run)) };
}

/** The minutes in which something ended. */
function told(column: Float64Array): Float64Array {
  return column.filter((value) => !Number.isNaN(value));
}

function total(column: Float64Array, from: number, to: number): number {
  return column.subarray(from, to).reduce((sum, value) => sum + value, 0);
}

function ended({ completed, degraded, failed }: MinuteColumns, from: number, to: number): number {
  return [completed, degraded, failed].reduce((sum, column) => sum + total(column, from, to), 0);
}
