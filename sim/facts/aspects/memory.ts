import type { Aspect } from "../aspect.js";
import { plusMinus } from "../estimates.js";
import { byMinutes, columnPart, nearestRank } from "../metric.js";
import { percent } from "../numbers.js";

declare module "../facts.js" {
  interface AspectFacts {
    readonly memory: ColumnsAlone;
  }
  interface MinuteColumns {
    /** Used over reserved of RUNNING tasks, 0..1; NaN without a running task. */
    readonly memory: Float64Array;
  }
  interface ServiceFields {
    readonly memory: { readonly mean: number; readonly max: number };
  }
}

/** The share of its tasks' memory that a service used. */
export const memory: Aspect<"memory", "memory"> = {
  name: "memory",
  columns: [{ name: "memory", unit: "ratio", adds: "ratio" }],
  figures: [
    {
      ...{ title: "Memory", shows: "capacity", unit: "ratio", limitedBy: ["memory"] },
      lines: [{ column: "memory", name: "used of reserved", as: "line", hasBand: true }],
    },
  ],
  metrics: [
    {
      name: "memory",
      field: "memory.mean",
      unit: "ratio",
      most: () => 1,
      about: "Memory used ÷ reserved, mean over minutes.",
      fold: "mean",
      ...byMinutes(columnPart(({ memory }) => memory)),
    },
    {
      name: "memory.max",
      field: "memory.max",
      unit: "ratio",
      most: () => 1,
      about: "Memory used ÷ reserved in the fullest minute.",
      fold: "mean",
      value: (_, { facts }) => nearestRank(facts.minutes.memory, 1),
    },
  ],
  words: {
    lines: ({ memory }) => [
      ["memory", `mean ${plusMinus(memory.mean, percent)}, max ${plusMinus(memory.max, percent)}`],
    ],
  },
};
