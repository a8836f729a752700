import type { Aspect } from "../aspect.js";
import { type Estimate, isSeen, plusMinus, withInterval } from "../estimates.js";
import type { ToldFields } from "../facts.js";
import type { Metric } from "../metric.js";
import { quantity } from "../numbers.js";

/** The writes that tasks buffered in one run. */
export interface WriteFacts {
  readonly accepted: number;
  readonly flushed: number;
  readonly deadLettered: number;
  readonly lost: number;
  /** Closed-form upper bound on the expected number of lost writes in this replication. */
  readonly lostAtMost: number;
  /** Writes that one lost buffer takes with it: what stands for the size of a loss where none was seen. */
  readonly lostAtOnce: number;
}

declare module "../facts.js" {
  interface AspectFacts {
    readonly writes: WriteFacts;
  }
  interface ServiceFields {
    readonly writes: {
      readonly accepted: number;
      readonly flushed: number;
      readonly deadLettered: number;
      readonly lost: Estimate;
      /** Lost ÷ accepted. */
      readonly lostShare: Estimate;
      /** Closed-form upper bound on the expected number of lost writes. */
      readonly lostAtMost: number;
    };
  }
}

type WriteMetric = Metric<WriteFacts>;

/** What became of buffered writes. */
export const writes: Aspect<"writes", "writes"> = {
  name: "writes",
  overDays: { lostAtOnce: "most" },
  columns: [],
  metrics: [
    count("accepted", "Writes that were acknowledged.", "writes accepted", ({ accepted }) => accepted),
    count("flushed", "Writes that were kept.", "writes flushed", ({ flushed }) => flushed),
    count("deadLettered", "Writes put aside.", "writes dead-lettered", ({ deadLettered }) => deadLettered),
    {
      ...count("lost", "Buffered writes that were lost.", "writes lost", ({ lost }) => lost),
      name: "writes.lost",
      fold: "estimate",
      event: ({ accepted, lostAtOnce }) => (accepted > 0 ? lostAtOnce : 0),
    },
    {
      name: "writes.lostShare",
      field: "writes.lostShare",
      unit: "ratio",
      most: () => 1,
      about: "Buffered writes that were lost ÷ accepted.",
      fold: "estimate",
      isHeadline: true,
      value: ({ lost, accepted }) => lost / accepted,
      event: ({ lostAtOnce, accepted }) => lostAtOnce / accepted,
    },
    {
      field: "writes.lostAtMost",
      unit: "count",
      about: "Writes that the closed form expects to be lost at most.",
      fold: "mean",
      value: ({ lostAtMost }) => lostAtMost,
    },
  ],
  words: {
    flow: ({ writes }) => ({
      title: "Ends of writes",
      all: { name: "accepted", count: writes.accepted },
      ends: [
        { name: "flushed", count: writes.flushed },
        { name: "dead-lettered", count: writes.deadLettered },
        { name: "lost", count: writes.lost },
      ],
    }),
    headline: ({ writes }) =>
      isSeen(writes.accepted) ? [["lost", `writes ${withInterval(writes.lost, quantity)}`]] : [],
    rows: ({ writes }) => (isSeen(writes.accepted) ? [["writes lost", withInterval(writes.lost, quantity)]] : []),
    lines: ({ writes }) => (isSeen(writes.accepted) ? [["writes", writeWords(writes)]] : []),
  },
};

function count(field: string, about: string, as: string, value: WriteMetric["value"]): WriteMetric {
  const compared = { as, ifSeen: true, grows: true } as const;
  return { field: `writes.${field}`, unit: "count", about, fold: "mean", compared, value, event: () => 1 };
}

function writeWords(writes: ToldFields["writes"]): string {
  return [
    `${plusMinus(writes.accepted, quantity)} accepted`,
    `lost ${withInterval(writes.lost, quantity)}; the closed form expects at most ${plusMinus(writes.lostAtMost, quantity)}`,
    ...(isSeen(writes.deadLettered) ? [`${plusMinus(writes.deadLettered, quantity)} dead-lettered`] : []),
  ].join(" · ");
}
