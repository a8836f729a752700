import { Histogram, type HistogramSnapshot } from "../../statistics/histogram.js";
import type { Aspect } from "../aspect.js";
import { type Estimate, isSeen, plusMinus, withInterval } from "../estimates.js";
import type { ToldFields } from "../facts.js";
import { byMinutes, columnPart, type Metric } from "../metric.js";
import { milliseconds, percent, quantity, seconds } from "../numbers.js";
import { tellsQuantile } from "./latency.js";

/** The messages of a queue in one run, beside how they ended and how long they took. */
export interface MessageFacts {
  readonly sent: number;
  readonly deadLettered: number;
  readonly expired: number;
  /** Still there when the run is over: to be received, or received and not done. */
  readonly queued: number;
  readonly inFlight: number;
  readonly executions: number;
  /** Executions of messages that had been executed before. */
  readonly repeated: number;
  /** Executions that ended with their task, and those whose work failed. */
  readonly lost: number;
  readonly failed: number;
  /** Receives that brought messages, and those that waited in vain. */
  readonly receives: number;
  readonly emptyReceives: number;
  /** Requests that SQS bills. */
  readonly billed: number;
  /** Time from sending a message to its first receive, in microseconds. */
  readonly queueing: HistogramSnapshot;
  /** The most at once. */
  readonly visibleMost: number;
  readonly inFlightMost: number;
  readonly inSystemMost: number;
  /** Age of the oldest message at its highest, in microseconds. */
  readonly oldestMost: number;
  /** Time from the largest backlog until the queue was empty, in microseconds; infinite when it never was. */
  readonly drain: number;
}

declare module "../facts.js" {
  interface AspectFacts {
    readonly messages: MessageFacts;
  }
  interface MinuteColumns {
    readonly visible: Float64Array;
    readonly inFlight: Float64Array;
    readonly oldestS: Float64Array;
  }
  interface ServiceFields {
    readonly messages: {
      readonly sent: number;
      readonly deadLettered: number;
      readonly deadLetteredShare: Estimate;
      readonly expired: number;
      readonly queuedAtEnd: number;
      readonly inFlightAtEnd: number;
      readonly executions: number;
      readonly repeated: Estimate;
      readonly lost: Estimate;
      readonly failed: number;
      readonly receives: number;
      readonly emptyReceives: number;
      readonly billedRequests: number;
      readonly visible: { readonly mean: Estimate; readonly max: number };
      readonly inFlightMax: number;
      readonly inSystemMax: number;
      readonly oldestAgeS: Estimate;
      readonly queueingMs: { readonly mean: Estimate; readonly p50: Estimate; readonly p99: Estimate };
      readonly drainS: Estimate;
    };
  }
}

type MessageMetric = Metric<MessageFacts>;

/** What became of the messages of a queue. */
export const messages: Aspect<"messages", "messages"> = {
  name: "messages",
  overDays: {
    ...{ visibleMost: "most", inFlightMost: "most", inSystemMost: "most", oldestMost: "most", drain: "most" },
  },
  columns: [
    {
      ...{ name: "visible", unit: "count", adds: "last" },
      chart: { name: "visible", shows: "load", gather: "mean" },
    },
    { name: "inFlight", unit: "count", adds: "last" },
    { name: "oldestS", unit: "s", adds: "last" },
  ],
  figures: [
    {
      ...{ title: "Messages", shows: "load", unit: "count", limitedBy: ["backlog", "maxBacklog"] },
      lines: [
        { column: "visible", name: "visible", as: "stack", hasBand: true },
        { column: "inFlight", name: "in flight", as: "stack" },
      ],
    },
    {
      ...{ title: "Age of the oldest message", shows: "effect", unit: "s", limitedBy: ["oldestAge"] },
      lines: [{ column: "oldestS", name: "oldest", as: "line", hasBand: true }],
    },
  ],
  metrics: [
    count("sent", "Messages that were sent.", ({ sent }) => sent),
    count("deadLettered", "Messages put aside, received too often or given up.", ({ deadLettered }) => deadLettered),
    {
      name: "deadLettered",
      field: "messages.deadLetteredShare",
      unit: "ratio",
      about: "Messages put aside ÷ sent.",
      fold: "estimate",
      value: ({ deadLettered, sent }) => deadLettered / sent,
      event: ({ sent }) => 1 / sent,
      most: () => 1,
      isHeadline: true,
    },
    { ...count("expired", "Messages older than the queue keeps one.", ({ expired }) => expired), name: "expired" },
    count("queuedAtEnd", "Messages that nobody had received when the run was over.", ({ queued }) => queued),
    count("inFlightAtEnd", "Messages that were received and not done when the run was over.", (own) => own.inFlight),
    {
      ...{ name: "executions", field: "messages.executions", unit: "count", about: "Executions of messages." },
      ...{ fold: "mean", value: ({ executions }) => executions, grain: () => 1 },
    },
    {
      ...count("repeated", "Executions of messages that had been executed before.", ({ repeated }) => repeated),
      name: "repeated",
      fold: "estimate",
    },
    {
      ...count("lost", "Executions that ended with their task.", ({ lost }) => lost),
      name: "lostExecutions",
      fold: "estimate",
    },
    count("failed", "Executions whose work failed.", ({ failed }) => failed),
    count("receives", "Receives that brought messages.", ({ receives }) => receives),
    count("emptyReceives", "Receives that waited in vain.", ({ emptyReceives }) => emptyReceives),
    count("billedRequests", "Requests that SQS bills.", ({ billed }) => billed),
    {
      name: "backlog",
      field: "messages.visible.mean",
      unit: "count",
      about: "Messages that nobody had received, mean over minutes.",
      fold: "estimate",
      ...byMinutes(columnPart(({ visible }) => visible)),
    },
    most("visible.max", "Messages that nobody had received, the most at once.", "maxBacklog", (own) => own.visibleMost),
    most("inFlightMax", "Messages in flight, the most at once.", "maxInFlight", (own) => own.inFlightMost),
    most("inSystemMax", "Messages that had not ended, the most at once.", "inSystem", (own) => own.inSystemMost),
    {
      name: "oldestAge",
      field: "messages.oldestAgeS",
      unit: "s",
      about: "The greatest age of a message that had not ended.",
      fold: "estimate",
      value: ({ oldestMost }) => oldestMost / 1e6,
      grain: () => 1,
    },
    {
      ...queueingTime("queueingMean", "mean", "Mean time from when a message was sent until it was received first."),
      value: ({ queueing }) => Histogram.from(queueing).mean / 1_000,
    },
    queueing("queueingP50", "p50", 0.5),
    queueing("queueingP99", "p99", 0.99),
    {
      name: "drainTime",
      field: "messages.drainS",
      unit: "s",
      about: "Time from the largest backlog until no message was left to receive; nothing where that did not come.",
      fold: "estimate",
      value: ({ drain }) => drain / 1e6,
      grain: () => 1,
    },
  ],
  words: {
    headline: ({ messages: { deadLetteredShare } }) => [["lost", `messages dead-lettered ${share(deadLetteredShare)}`]],
    rows: ({ messages }) => [
      ["queueing p99", withInterval(messages.queueingMs.p99, milliseconds)],
      ["dead-lettered", share(messages.deadLetteredShare)],
    ],
    lines: ({ messages }) => [
      ["messages", ends(messages)],
      ["executions", executionWords(messages)],
      ["backlog", backlog(messages)],
    ],
  },
};

function count(field: string, about: string, value: MessageMetric["value"]): MessageMetric {
  return { field: `messages.${field}`, unit: "count", about, fold: "mean", value, event: () => 1 };
}

function most(field: string, about: string, name: string, value: MessageMetric["value"]): MessageMetric {
  return { name, field: `messages.${field}`, unit: "count", about, fold: "most", value, grain: () => 1 };
}

function queueingTime(name: string, field: string, about: string): Omit<MessageMetric, "value"> {
  return { name, field: `messages.queueingMs.${field}`, unit: "ms", about, fold: "estimate", grain: () => 1 };
}

function queueing(name: string, field: string, p: number): MessageMetric {
  return {
    ...queueingTime(name, field, `Time until it was received first that ${100 * p} % of messages stay within.`),
    value: ({ queueing }) => {
      const all = Histogram.from(queueing);
      return tellsQuantile(all.count, p) ? all.quantile(p) / 1_000 : Number.NaN;
    },
  };
}

type Told = ToldFields["messages"];

function share(estimate: Estimate): string {
  return withInterval(estimate, percent);
}

function ends({ sent, deadLettered, expired, queuedAtEnd, inFlightAtEnd }: Told): string {
  const left = [
    ...(isSeen(queuedAtEnd) ? [`${plusMinus(queuedAtEnd, quantity)} still queued`] : []),
    ...(isSeen(inFlightAtEnd) ? [`${plusMinus(inFlightAtEnd, quantity)} still in flight`] : []),
  ];
  const lost = [
    `${plusMinus(deadLettered, quantity)} dead-lettered`,
    ...(isSeen(expired) ? [`${plusMinus(expired, quantity)} expired`] : []),
  ];
  return [`${plusMinus(sent, quantity)} sent`, ...lost, ...left].join(" · ");
}

function executionWords({ executions, repeated, lost, failed, receives, emptyReceives }: Told): string {
  return [
    `${plusMinus(executions, quantity)} executions, ${plusMinus(repeated, quantity)} of them repeated`,
    `${withInterval(lost, quantity)} lost with their task, ${plusMinus(failed, quantity)} failed`,
    `${plusMinus(receives, quantity)} receives and ${plusMinus(emptyReceives, quantity)} in vain`,
  ].join(" · ");
}

function backlog({ visible, inSystemMax, inFlightMax, oldestAgeS, queueingMs, drainS }: Told): string {
  return [
    `${plusMinus(visible.mean, quantity)} on average and ${plusMinus(visible.max, quantity)} at most to be received, ${plusMinus(inFlightMax, quantity)} in flight, ${plusMinus(inSystemMax, quantity)} in the system`,
    `received after ${plusMinus(queueingMs.p50, milliseconds)} (p50), ${plusMinus(queueingMs.p99, milliseconds)} (p99)`,
    `oldest ${plusMinus(oldestAgeS, seconds)}, drained ${drainS.value === null ? "not to the end" : `in ${plusMinus(drainS, seconds)}`}`,
  ].join(" · ");
}
