import { second } from "../../../scenarios/language/units/time.js";
import type { Aspect } from "../aspect.js";
import { type Estimate, plusMinus } from "../estimates.js";
import type { ToldFields } from "../facts.js";
import { byMinutes, columnPart, type Repeated, repeatedMean, repeatedOverDays, type ServiceRun } from "../metric.js";
import { quantity } from "../numbers.js";

/** The tasks of a service in one run. */
export interface TaskFacts {
  /** Task-hours paid for. */
  readonly hours: number;
  /** Task-hours that one more change of the tasks adds or takes, Spot interruptions apart; 0 where none can come. */
  readonly changedHours: number;
  /** Tasks that were taken away, by reason. */
  readonly lost: Readonly<Record<string, number>>;
  /** One entry per external stop of running tasks: microseconds until the desired number was healthy again. */
  readonly replacementLags: readonly Repeated[];
}

declare module "../facts.js" {
  interface AspectFacts {
    readonly tasks: TaskFacts;
  }
  interface MinuteColumns {
    readonly desired: Float64Array;
    readonly running: Float64Array;
    /** Running ones that can be interrupted. */
    readonly spot: Float64Array;
  }
  interface ServiceFields {
    readonly tasks: { readonly min: number; readonly mean: number; readonly max: number; readonly spotShare: number };
    readonly taskHours: Estimate;
    /** Tasks that were taken away in a run, by reason; only reasons that occurred. */
    readonly tasksLost: Readonly<Record<string, number>>;
  }
}

/** How many tasks there were. */
export const tasks: Aspect<"tasks", "tasks" | "taskHours" | "tasksLost"> = {
  name: "tasks",
  overDays: { replacementLags: repeatedOverDays },
  columns: [
    { name: "desired", unit: "count", adds: "last" },
    { name: "running", unit: "count", adds: "last", chart: { name: "tasks", shows: "capacity", gather: "mean" } },
    { name: "spot", unit: "count", adds: "last" },
  ],
  figures: [
    {
      ...{ title: "Tasks", shows: "capacity", unit: "count", limitedBy: ["tasks"] },
      lines: [
        { column: "desired", name: "asked for", as: "steps" },
        { column: "running", name: "running", as: "steps", hasBand: true },
        { column: "spot", name: "of them Spot", as: "steps" },
      ],
    },
  ],
  metrics: [
    {
      field: "tasks.min",
      unit: "count",
      about: "The fewest tasks that ran at the end of a minute.",
      fold: "least",
      value: (_, { facts }) => facts.minutes.running.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    },
    {
      name: "tasks",
      field: "tasks.mean",
      unit: "count",
      about: "Running tasks, mean over minutes.",
      fold: "mean",
      compared: { as: "tasks" },
      isHeadline: true,
      ...byMinutes(columnPart(({ running }) => running)),
      grain: (own, run) => changedTaskHours(own, run) / (24 * run.days),
    },
    {
      field: "tasks.max",
      unit: "count",
      about: "The most tasks that ran at the end of a minute.",
      fold: "most",
      value: (_, { facts }) => facts.minutes.running.reduce((a, b) => Math.max(a, b), 0),
    },
    {
      field: "tasks.desiredMax",
      unit: "count",
      about: "The most tasks that were asked for: what a scaling loop that overshoots shows first.",
      bracketedAs: "most tasks",
      value: (_, { facts }) => Math.max(...facts.minutes.desired),
      event: () => 1,
    },
    {
      name: "tasks.spotShare",
      field: "tasks.spotShare",
      unit: "ratio",
      most: () => 1,
      about: "Spot task-minutes ÷ task-minutes.",
      fold: "mean",
      ...byMinutes((minutes, minute) => [minutes.spot[minute], minutes.running[minute]]),
    },
    {
      name: "replacementLag",
      field: "tasks.replacementLagS",
      unit: "s",
      about: "From the stop of running tasks by somebody until as many as are wanted were healthy again, the mean.",
      value: ({ replacementLags }) => repeatedMean(replacementLags) / second,
    },
    {
      name: "taskHours",
      field: "taskHours",
      unit: "h",
      about: "Task-hours paid for.",
      fold: "estimate",
      value: ({ hours }) => hours,
      grain: changedTaskHours,
    },
  ],
  tallies: [{ field: "tasksLost", counts: ({ lost }) => lost }],
  words: {
    lines: ({ tasks: { min, mean, max }, taskHours, tasksLost }) => [
      [
        "tasks",
        `${plusMinus(min, quantity)} to ${plusMinus(max, quantity)}, mean ${plusMinus(mean, quantity)} · ${plusMinus(taskHours, quantity)} task-hours`,
      ],
      ...(Object.keys(tasksLost).length > 0 ? [["tasks lost", lostWords(tasksLost)] as const] : []),
    ],
  },
};

/** Task-hours by which a run differs at least where it differs from others at all; a lost task is away for a minute. */
export function changedTaskHours({ changedHours }: TaskFacts, { facts: { spot }, days }: ServiceRun): number {
  const lost = spot === undefined || spot.interruptionsExpected > 0 || spot.interruptions > 0 ? 1 / 60 : 0;
  return Math.min(24 * days, Math.max(changedHours, lost));
}

function lostWords(tasksLost: ToldFields["tasksLost"]): string {
  return Object.entries(tasksLost)
    .map(([reason, tasks]) => `${plusMinus(tasks, quantity)} ${reason.replaceAll("-", " ")}`)
    .join(", ");
}
