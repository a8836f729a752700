import type { Aspect } from "../aspect.js";
import { type Estimate, plusMinus } from "../estimates.js";
import { quantity } from "../numbers.js";

/** How long one service was degraded in one run. */
export interface DegradationFacts {
  readonly degradedMinutes: number;
  readonly activations: number;
  /** Whether the service can degrade at all; if not, reports omit it instead of saying "never seen". */
  readonly isPossible: boolean;
}

declare module "../facts.js" {
  interface AspectFacts {
    readonly degradation: DegradationFacts;
  }
  interface ServiceFields {
    readonly degradation: { readonly degradedMinutes: Estimate; readonly activations: Estimate };
  }
}

/** How long a service gave cheaper answers, or none, to protect itself. */
export const degradation: Aspect<"degradation", "degradation"> = {
  name: "degradation",
  columns: [],
  metrics: [
    {
      name: "degradedMinutes",
      field: "degradation.degradedMinutes",
      unit: "min",
      about: "Minutes under degradation.",
      fold: "estimate",
      value: ({ degradedMinutes }) => degradedMinutes,
      event: ({ isPossible }) => Number(isPossible),
      most: (_, { days }) => 24 * 60 * days,
    },
    {
      name: "degradation.activations",
      field: "degradation.activations",
      unit: "count",
      about: "How often degradation set in.",
      fold: "estimate",
      value: ({ activations }) => activations,
      event: ({ isPossible }) => Number(isPossible),
    },
  ],
  words: {
    lines: ({ degradation: { activations, degradedMinutes } }) =>
      activations.value
        ? [
            [
              "degraded",
              `${plusMinus(degradedMinutes, quantity)} min in ${plusMinus(activations, quantity)} activations`,
            ],
          ]
        : [],
  },
};
