import type { Aspect } from "../aspect.js";
import { type Estimate, isSeen, plusMinus, withInterval } from "../estimates.js";
import type { ToldFields } from "../facts.js";
import { byMinutes, columnPart, type Metric } from "../metric.js";
import { percent, quantity } from "../numbers.js";

/** The invocations of a function in one run, for requests that arrived in the reported time. */
export interface InvocationFacts {
  /** Attempts that got an environment; of those the ones that waited until one was made, and the ones beside provisioned environments that were all busy. */
  readonly started: number;
  readonly coldStarts: number;
  readonly spillover: number;
  /** Attempts that got none. */
  readonly throttled: number;
  /** Started ones that the function ended with an error, or that ran into its timeout. */
  readonly errors: number;
  /** Attempts after the first, by clients or, of asynchronous events, by Lambda. */
  readonly retried: number;
  /**
   * What became of asynchronous events, whose callers are answered at once: the ends add up to the events that arrived.
   */
  readonly events: EventEnds;
  /** The most that ran at once. */
  readonly concurrencyMax: number;
  /** GB × milliseconds: by what runs, and by what is held ready. */
  readonly billedGbMs: number;
}

interface EventEnds {
  readonly worked: number;
  readonly deadLettered: number;
  readonly dropped: number;
  /** Still worked on, or waiting for their next attempt. */
  readonly underWay: number;
}

declare module "../facts.js" {
  interface AspectFacts {
    readonly invocations: InvocationFacts;
  }
  interface MinuteColumns {
    /** Attempts that got an environment in the minute, those that waited for a new one, and those that got none. */
    readonly started: Float64Array;
    readonly coldStarts: Float64Array;
    readonly throttled: Float64Array;
    /** Environments on average over the minute: in use, made on demand and idle, provisioned, and provisioned in use. */
    readonly busyEnvironments: Float64Array;
    readonly idleEnvironments: Float64Array;
    readonly provisionedEnvironments: Float64Array;
    readonly provisionedBusy: Float64Array;
  }
  interface ServiceFields {
    readonly invocations: {
      readonly started: number;
      readonly coldStarts: number;
      readonly coldStartShare: Estimate;
      readonly spillover: number;
      readonly throttled: number;
      readonly throttledShare: Estimate;
      readonly errors: number;
      readonly retried: number;
      readonly events: EventEnds;
      readonly concurrencyMax: number;
      readonly billedGbSeconds: Estimate;
      readonly environments: {
        readonly busy: number;
        readonly idle: number;
        readonly provisioned: number;
        readonly provisionedUse: number;
      };
    };
  }
}

type InvocationMetric = Metric<InvocationFacts>;

/** What became of a function's invocations, and the environments that they ran in. */
export const invocations: Aspect<"invocations", "invocations"> = {
  name: "invocations",
  overDays: { concurrencyMax: "most" },
  columns: [
    { name: "started", unit: "count", adds: "sum" },
    { name: "coldStarts", unit: "count", adds: "sum" },
    { name: "throttled", unit: "count", adds: "sum" },
    {
      ...{ name: "busyEnvironments", unit: "count", adds: "last" },
      chart: { name: "in use", shows: "capacity", gather: "mean" },
    },
    { name: "idleEnvironments", unit: "count", adds: "last" },
    { name: "provisionedEnvironments", unit: "count", adds: "last" },
    { name: "provisionedBusy", unit: "count", adds: "last", isHidden: true },
  ],
  figures: [
    {
      ...{ title: "Environments", shows: "capacity", unit: "count" },
      lines: [
        { column: "busyEnvironments", name: "in use", as: "stack", hasBand: true },
        { column: "idleEnvironments", name: "idle, on demand", as: "stack" },
        { column: "provisionedEnvironments", name: "provisioned", as: "steps" },
      ],
    },
    {
      ...{ title: "Invocations", shows: "load", unit: "count", perSecond: true },
      lines: [
        { column: "started", name: "started", as: "line", hasBand: true },
        { column: "coldStarts", name: "cold starts", as: "line" },
        { column: "throttled", name: "throttled", as: "line" },
      ],
    },
  ],
  metrics: [
    size("invocations", "started", "Invocations that got an environment.", ({ started }) => started),
    count("coldStartCount", "coldStarts", "Invocations that waited for a new environment.", (own) => own.coldStarts),
    {
      name: "coldStarts",
      field: "invocations.coldStartShare",
      unit: "ratio",
      about: "Invocations that waited for a new environment ÷ invocations.",
      fold: "estimate",
      isHeadline: true,
      most: () => 1,
      value: ({ coldStarts, started }) => coldStarts / started,
      event: ({ started }) => 1 / started,
      minute: (minutes, minute) => [minutes.coldStarts[minute], minutes.started[minute]],
    },
    count(
      "spillover",
      "spillover",
      "Invocations on demand while all provisioned environments were busy.",
      (own) => own.spillover,
    ),
    count("throttles", "throttled", "Attempts that got no environment.", ({ throttled }) => throttled),
    {
      name: "throttledShare",
      field: "invocations.throttledShare",
      unit: "ratio",
      about: "Attempts that got no environment ÷ attempts.",
      fold: "estimate",
      most: () => 1,
      value: ({ throttled, started }) => throttled / (throttled + started),
      event: ({ throttled, started }) => 1 / (throttled + started),
      minute: ({ throttled, started }, minute) => [throttled[minute], throttled[minute] + started[minute]],
    },
    count(
      "functionErrors",
      "errors",
      "Invocations that failed or ran into the function's timeout.",
      ({ errors }) => errors,
    ),
    count("invocationRetries", "retried", "Attempts after the first.", ({ retried }) => retried),
    size("eventsWorked", "events.worked", "Asynchronous events that were worked on.", ({ events }) => events.worked),
    count(
      "eventsDeadLettered",
      "events.deadLettered",
      "Asynchronous events given up and kept.",
      ({ events }) => events.deadLettered,
    ),
    count("eventsDropped", "events.dropped", "Asynchronous events given up and lost.", ({ events }) => events.dropped),
    count(
      "eventsUnderWay",
      "events.underWay",
      "Asynchronous events not done at the end.",
      ({ events }) => events.underWay,
    ),
    {
      ...size(
        "concurrencyMax",
        "concurrencyMax",
        "The most invocations at once.",
        ({ concurrencyMax }) => concurrencyMax,
      ),
      fold: "most",
    },
    {
      name: "billedGbSeconds",
      field: "invocations.billedGbSeconds",
      unit: "count",
      about: "Duration that is billed, init included, times memory.",
      fold: "estimate",
      value: ({ billedGbMs }) => billedGbMs / 1_000,
      grain: () => 1 / 8_000, // a millisecond of the least memory
    },
    mean(
      "busyEnvironments",
      "busy",
      "Environments in use, mean over minutes.",
      ({ busyEnvironments }) => busyEnvironments,
    ),
    mean("idleEnvironments", "idle", "Idle environments on demand, mean over minutes.", (of) => of.idleEnvironments),
    mean(
      "provisionedEnvironments",
      "provisioned",
      "Provisioned environments, mean over minutes.",
      (of) => of.provisionedEnvironments,
    ),
    {
      name: "provisionedUse",
      field: "invocations.environments.provisionedUse",
      unit: "ratio",
      about: "Provisioned environments in use ÷ provisioned ones.",
      fold: "mean",
      most: () => 1,
      ...byMinutes(({ provisionedBusy, provisionedEnvironments }, minute) => [
        provisionedBusy[minute],
        provisionedEnvironments[minute],
      ]),
      grain: () => 1e-6,
    },
  ],
  words: {
    headline: ({ invocations: { coldStartShare } }) =>
      coldStartShare.value === null ? [] : [["cold", `${withInterval(coldStartShare, percent)} of invocations`]],
    lines: (told) => [
      ["invoked", invocationWords(told)],
      ["instances", environmentWords(told)],
      ...(Object.values(told.invocations.events).some(isSeen) ? [["events", eventWords(told)] as const] : []),
    ],
  },
};

/** Defines a count that is zero when all is well. */
function count(name: string, field: string, about: string, value: InvocationMetric["value"]): InvocationMetric {
  return { name, field: `invocations.${field}`, unit: "count", about, value, event: () => 1, fold: "mean" };
}

/** Defines a count that grows with the load. */
function size(name: string, field: string, about: string, value: InvocationMetric["value"]): InvocationMetric {
  return { name, field: `invocations.${field}`, unit: "count", about, value, grain: () => 1, fold: "mean" };
}

function mean(name: string, field: string, about: string, column: Parameters<typeof columnPart>[0]): InvocationMetric {
  return {
    ...{ name, field: `invocations.environments.${field}`, unit: "count", about, fold: "mean" },
    ...byMinutes(columnPart(column)),
    grain: () => 1e-6,
  };
}

type Told = Pick<ToldFields, "invocations">;

function invocationWords({ invocations }: Told): string {
  const { started, coldStartShare, throttled, throttledShare, errors, retried, spillover } = invocations;
  return [
    `${plusMinus(started, quantity)} started`,
    `cold starts ${withInterval(coldStartShare, percent)}`,
    ...(isSeen(throttled)
      ? [`throttled ${plusMinus(throttled, quantity)} (${plusMinus(throttledShare, percent)} of attempts)`]
      : []),
    ...(isSeen(errors) ? [`errors ${plusMinus(errors, quantity)}`] : []),
    ...(isSeen(retried) ? [`tried again ${plusMinus(retried, quantity)}`] : []),
    ...(isSeen(spillover) ? [`beside busy provisioned environments ${plusMinus(spillover, quantity)}`] : []),
  ].join(" · ");
}

function environmentWords({ invocations: { environments, concurrencyMax, billedGbSeconds } }: Told): string {
  const { busy, idle, provisioned, provisionedUse } = environments;
  return [
    `in use ${plusMinus(busy, quantity)} on average, ${plusMinus(concurrencyMax, quantity)} at most`,
    `idle ${plusMinus(idle, quantity)}`,
    ...(isSeen(provisioned)
      ? [`provisioned ${plusMinus(provisioned, quantity)}, of which ${plusMinus(provisionedUse, percent)} in use`]
      : []),
    `billed ${plusMinus(billedGbSeconds, quantity)} GB-seconds`,
  ].join(" · ");
}

function eventWords({ invocations: { events } }: Told): string {
  const { worked, deadLettered, dropped, underWay } = events;
  return [
    `${plusMinus(worked, quantity)} asynchronous events worked on`,
    ...(isSeen(deadLettered) ? [`${plusMinus(deadLettered, quantity)} dead-lettered`] : []),
    ...(isSeen(dropped) ? [`${plusMinus(dropped, quantity)} lost`] : []),
    ...(isSeen(underWay) ? [`${plusMinus(underWay, quantity)} not done at the end`] : []),
  ].join(" · ");
}
