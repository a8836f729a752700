import type { Aspect } from "../aspect.js";
import { plusMinus } from "../estimates.js";
import { byMinutes, columnPart, nearestRank } from "../metric.js";
import { percent } from "../numbers.js";

declare module "../facts.js" {
  interface AspectFacts {
    readonly cpu: ColumnsAlone;
  }
  interface MinuteColumns {
    /** Used over reserved of RUNNING tasks, 0..1; NaN without a running task. */
    readonly cpu: Float64Array;
  }
  interface ServiceFields {
    readonly cpu: { readonly mean: number; readonly p95: number };
  }
}

/** The share of its tasks' CPU that a service used. */
export const cpu: Aspect<"cpu", "cpu"> = {
  name: "cpu",
  columns: [{ name: "cpu", unit: "ratio", adds: "ratio" }],
  figures: [
    {
      ...{ title: "CPU", shows: "capacity", unit: "ratio", limitedBy: ["cpu"] },
      lines: [{ column: "cpu", name: "used of reserved", as: "line", hasBand: true }],
    },
  ],
  metrics: [
    {
      name: "cpu",
      field: "cpu.mean",
      unit: "ratio",
      most: () => 1,
      about: "CPU used ÷ reserved, mean over minutes.",
      fold: "mean",
      compared: { as: "cpu" },
      ...byMinutes(columnPart(({ cpu }) => cpu)),
    },
    {
      name: "cpu.p95",
      field: "cpu.p95",
      unit: "ratio",
      most: () => 1,
      about: "CPU used ÷ reserved that 95 % of minutes stay within.",
      fold: "mean",
      value: (_, { facts }) => nearestRank(facts.minutes.cpu, 0.95, facts),
    },
  ],
  words: {
    lines: ({ cpu }) => [
      ["cpu", `mean ${plusMinus(cpu.mean, percent)}, p95 of minutes ${plusMinus(cpu.p95, percent)}`],
    ],
  },
};
