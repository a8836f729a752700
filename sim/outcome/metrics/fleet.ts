import type { ServiceMinutes } from "../replication.js";
import { allMinutes, columnPart, type MinutePart, overMinutes, type ServiceMetric } from "./metric.js";
import { changedTaskHours } from "./possible.js";

/** Size and use of the fleet. */
export const fleetMetrics: readonly ServiceMetric[] = [
  ofColumn("cpu", "cpu.mean", "ratio", "CPU used ÷ reserved, mean over minutes.", (minutes) => minutes.cpu),
  {
    name: "cpu.p95",
    field: "cpu.p95",
    unit: "ratio",
    most: () => 1,
    about: "CPU used ÷ reserved that 95 % of minutes stay within.",
    value: ({ service }) => nearestRank(service.minutes.cpu, 0.95),
  },
  ofColumn("memory", "memory.mean", "ratio", "Memory used ÷ reserved, mean over minutes.", (minutes) => minutes.memory),
  {
    name: "memory.max",
    field: "memory.max",
    unit: "ratio",
    most: () => 1,
    about: "Memory used ÷ reserved in the fullest minute.",
    value: ({ service }) => nearestRank(service.minutes.memory, 1),
  },
  {
    ...ofColumn("tasks", "tasks.mean", "count", "Running tasks, mean over minutes.", (minutes) => minutes.running),
    grain: (run) => changedTaskHours(run) / (24 * run.days),
  },
  {
    name: "tasks.spotShare",
    field: "tasks.spotShare",
    unit: "ratio",
    most: () => 1,
    about: "Spot task-minutes ÷ task-minutes.",
    ...byMinutes((minutes, minute) => [minutes.spot[minute], minutes.running[minute]]),
  },
  {
    name: "taskHours",
    field: "taskHours",
    unit: "h",
    about: "Task-hours paid for.",
    value: ({ service }) => service.taskHours,
    grain: changedTaskHours,
  },
];

function ofColumn(
  name: string,
  field: string,
  unit: ServiceMetric["unit"],
  about: string,
  column: (minutes: ServiceMinutes) => Float64Array,
): ServiceMetric {
  return { name, field, unit, about, ...byMinutes(columnPart(column)), ...(unit === "ratio" && { most: () => 1 }) };
}

function byMinutes(minute: MinutePart): Pick<ServiceMetric, "minute" | "value"> {
  return { minute, value: ({ service }) => overMinutes(service.minutes, minute, allMinutes(service.minutes)) };
}

function nearestRank(column: Float64Array, p: number): number {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  return sorted.length === 0 ? Number.NaN : sorted[Math.ceil(p * sorted.length - 1e-9) - 1];
}
