import type { Aspect } from "../aspect.js";
import { type Estimate, isSeen, plusMinus, withInterval } from "../estimates.js";
import type { ToldFields } from "../facts.js";
import { byMinutes, columnPart, type Metric } from "../metric.js";
import { quantity, seconds } from "../numbers.js";

/**
 * The sessions of a service in one run, counted in the reported time. `carried` + `opened` = `closed` + `givenUp` +
 * `remaining`.
 */
export interface SessionFacts {
  /** Sessions that were there when the reported time began. */
  readonly carried: number;
  /** Sessions that came. */
  readonly opened: number;
  /** Sessions that closed with nothing left to say. */
  readonly closed: number;
  /** Sessions that lost their connection and came back no more. */
  readonly givenUp: number;
  /** Sessions that were there at the end. */
  readonly remaining: number;
  /** The most connections at a time. */
  readonly openMost: number;
  /** Connections that were asked for, and those of them after a session's first. */
  readonly connects: number;
  readonly reconnectAttempts: number;
  /** Sessions that were connected again. */
  readonly reconnects: number;
  /** Connections that were asked for in vain. */
  readonly refused: number;
  /** Connections that ended before their session was over, and those of them on which nothing passed for too long. */
  readonly lost: number;
  readonly idleClosed: number;
  /** Messages that a task was sent. */
  readonly messages: number;
  /** Replies that somebody waited for when their connection went. */
  readonly cutReplies: number;
  /** The most tries after a session's first in one second. */
  readonly peakReconnects: number;
  /** The longest that a session was without a connection it wanted, in microseconds. */
  readonly longestOutage: number;
}

declare module "../facts.js" {
  interface AspectFacts {
    readonly sessions: SessionFacts;
  }
  interface MinuteColumns {
    /** Connections at the end of the minute. */
    readonly connections: Float64Array;
    /** Connections that were asked for again. */
    readonly reconnects: Float64Array;
  }
  interface ServiceFields {
    readonly sessions: {
      readonly carried: number;
      readonly opened: number;
      readonly closed: number;
      readonly givenUp: Estimate;
      readonly remaining: number;
      readonly open: number;
      readonly openMost: number;
      readonly connects: number;
      readonly reconnectAttempts: Estimate;
      readonly reconnects: Estimate;
      readonly refused: Estimate;
      readonly lost: Estimate;
      readonly idleClosed: number;
      readonly messages: number;
      readonly cutReplies: Estimate;
      readonly peakReconnects: Estimate;
      readonly longestOutageS: Estimate;
    };
  }
}

type SessionMetric = Metric<SessionFacts>;

/** What became of sessions and their connections. */
export const sessions: Aspect<"sessions", "sessions"> = {
  name: "sessions",
  overDays: { openMost: "most", peakReconnects: "most", longestOutage: "most" },
  columns: [
    {
      ...{ name: "connections", unit: "count", adds: "last" },
      chart: { name: "connected", shows: "load", gather: "mean" },
    },
    { name: "reconnects", unit: "count", adds: "sum" },
  ],
  figures: [
    {
      ...{ title: "Connections", shows: "load", unit: "count", limitedBy: ["connections"] },
      lines: [{ column: "connections", name: "connected", as: "line", hasBand: true }],
    },
    {
      ...{ title: "Reconnects", shows: "effect", unit: "count", perSecond: true },
      lines: [{ column: "reconnects", name: "asked for again", as: "line" }],
    },
  ],
  metrics: [
    count("carried", "Sessions that were there when the reported time began."),
    count("opened", "Sessions that came."),
    count("closed", "Sessions that closed with nothing left to say."),
    estimate("givenUp", "Sessions that came back no more."),
    count("remaining", "Sessions that were there at the end."),
    {
      name: "connections",
      field: "sessions.open",
      unit: "count",
      about: "Open connections, mean over minutes.",
      fold: "mean",
      isHeadline: true,
      ...byMinutes(columnPart(({ connections }) => connections)),
    },
    { ...count("openMost", "The most connections at a time."), fold: "most" },
    count("connects", "Connections that were asked for."),
    estimate("reconnectAttempts", "Connections that were asked for after a session's first."),
    { ...estimate("reconnects", "Sessions that were connected again."), isHeadline: true },
    estimate("refused", "Connections that were asked for in vain."),
    estimate("lost", "Connections that ended before their session was over."),
    count("idleClosed", "Connections closed because nothing passed on them."),
    count("messages", "Messages that a task was sent."),
    { ...estimate("cutReplies", "Replies awaited on a connection when it went."), isHeadline: true },
    estimate("peakReconnects", "The most connections asked for again in one second."),
    {
      name: "sessions.longestOutage",
      field: "sessions.longestOutageS",
      unit: "s",
      about: "The longest that a session was without a connection it wanted.",
      fold: "estimate",
      value: ({ longestOutage }) => longestOutage / 1e6,
      grain: () => 1,
    },
  ],
  words: {
    flow: ({ sessions }) => ({
      title: "Ends of sessions that came",
      all: { name: "came", count: sessions.opened },
      ends: [
        { name: "closed", count: sessions.closed },
        { name: "given up", count: sessions.givenUp },
        { name: "there at the end", count: sessions.remaining },
      ],
    }),
    headline: ({ sessions }) =>
      sessions.cutReplies.value ? [["lost", `${withInterval(sessions.cutReplies, quantity)} replies cut`]] : [],
    rows: ({ sessions }) => [
      [
        "connections",
        `${plusMinus(sessions.open, quantity)} on average, ${plusMinus(sessions.openMost, quantity)} at most`,
      ],
    ],
    lines: ({ sessions }) => [
      ["sessions", sessionWords(sessions)],
      ["reconnects", reconnectWords(sessions)],
    ],
  },
};

type Counted = Exclude<keyof SessionFacts, "longestOutage">;

function count(name: Counted, about: string): SessionMetric {
  return {
    name: `sessions.${name}`,
    field: `sessions.${name}`,
    unit: "count",
    about,
    fold: "mean",
    value: (own) => own[name],
    event: () => 1,
  };
}

function estimate(name: Counted, about: string): SessionMetric {
  return { ...count(name, about), fold: "estimate" };
}

function sessionWords(sessions: ToldFields["sessions"]): string {
  const { carried, opened, closed, givenUp, remaining, messages, open, openMost } = sessions;
  return [
    `${plusMinus(carried, quantity)} there at the start, ${plusMinus(opened, quantity)} came`,
    `${plusMinus(closed, quantity)} closed, ${plusMinus(remaining, quantity)} there at the end`,
    ...(givenUp.value ? [`${withInterval(givenUp, quantity)} gave up`] : []),
    `${plusMinus(open, quantity)} connections, ${plusMinus(openMost, quantity)} at most`,
    `${plusMinus(messages, quantity)} messages sent`,
  ].join(" · ");
}

function reconnectWords(sessions: ToldFields["sessions"]): string {
  const { lost, idleClosed, cutReplies, longestOutageS } = sessions;
  const { connects, reconnects, reconnectAttempts, refused, peakReconnects } = sessions;
  if (!lost.value && !refused.value) return "no connection was lost or refused";
  return [
    `${withInterval(lost, quantity)} connections lost${isSeen(idleClosed) ? `, ${plusMinus(idleClosed, quantity)} of them idle` : ""}`,
    `${withInterval(cutReplies, quantity)} replies cut`,
    `${withInterval(reconnects, quantity)} connected again`,
    `${plusMinus(connects, quantity)} tries, ${withInterval(reconnectAttempts, quantity)} of them after a session's first, ${withInterval(refused, quantity)} in vain`,
    `${withInterval(peakReconnects, quantity)} further tries in the busiest second`,
    `${withInterval(longestOutageS, seconds)} without a connection at most`,
  ].join(" · ");
}
