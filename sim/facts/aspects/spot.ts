import { hoursPerMonth } from "../../../scenarios/language/units/time.js";
import type { Aspect } from "../aspect.js";
import { type Estimate, isSeen, plusMinus, withInterval } from "../estimates.js";
import type { ToldFields } from "../facts.js";
import type { MinutePart } from "../metric.js";
import { byMinutes, sumOverMinutes } from "../metric.js";
import { percent, quantity } from "../numbers.js";

/** The interruptible tasks of a service in one run. */
export interface SpotFacts {
  readonly interruptions: number;
  readonly interruptedRequests: number;
  /** Closed form: the market's hazard × Spot task-hours, and the tasks that crunches took; NaN where nobody knows. */
  readonly interruptionsExpected: number;
}

declare module "../facts.js" {
  interface AspectFacts {
    readonly spot: SpotFacts;
  }
  interface MinuteColumns {
    /** Spot tasks that were told to go in the minute; NaN where nobody saw it. */
    readonly tasksInterrupted: Float64Array;
  }
  interface ServiceFields {
    readonly spot: {
      readonly interruptions: Estimate;
      readonly interruptedRequests: Estimate;
      /**
       * Interruptions expected in closed form: hazard × Spot task-hours, plus the tasks that capacity crunches took.
       */
      readonly interruptionsExpected: number;
      readonly errorRate: Estimate;
    };
  }
}

/** Over how many minutes the tasks that were told to go are counted together. */
const together = 10;

/**
 * For a minute: tasks interrupted in the ten minutes that end with it, divided by the most tasks that ran at the end of
 * any of those minutes or just before.
 */
const interruptedTasks: MinutePart = ({ tasksInterrupted, running, dayBegin }, minute) => {
  const begin = dayBegin?.[minute] ?? 0;
  const first = Math.max(begin, minute - together + 1);
  let [told, most] = [0, running[Math.max(begin, first - 1)]];
  for (let at = first; at <= minute; at++) {
    told += tasksInterrupted[at];
    most = Math.max(most, running[at]);
  }
  return [told, most];
};

/** The tasks that Spot interruptions took away. */
export const spot: Aspect<"spot", "spot"> = {
  name: "spot",
  columns: [{ name: "tasksInterrupted", unit: "count", adds: "sum", isHidden: true }],
  metrics: [
    {
      name: "interruptions",
      field: "interruptions",
      unit: "ratio",
      about:
        "Expected interruptions ÷ Spot task-months (730 h), in closed form: the few that a night has say too little.",
      value: ({ interruptionsExpected }, { facts }) =>
        interruptionsExpected / (sumOverMinutes(facts.minutes.spot, facts) / 60 / hoursPerMonth),
    },
    {
      name: "spot.interruptions",
      field: "spot.interruptions",
      unit: "count",
      about: "Spot tasks taken away in a run.",
      fold: "estimate",
      isHeadline: true,
      value: ({ interruptions }) => interruptions,
      event: (own) => Number(canBeInterrupted(own)),
    },
    {
      name: "interruptedTasks",
      field: "interruptedTasks",
      unit: "ratio",
      about:
        "Tasks that Spot told to go within ten minutes ÷ the most that ran then; of a run, on average over its minutes.",
      ...byMinutes(interruptedTasks),
      event: (own, { facts }) => (canBeInterrupted(own) ? together / sumOverMinutes(facts.minutes.running, facts) : 0),
    },
    {
      name: "interruptedRequests",
      field: "spot.interruptedRequests",
      unit: "count",
      about: "Requests that failed because their Spot task went.",
      fold: "estimate",
      value: ({ interruptedRequests }) => interruptedRequests,
      event: cutAtOnce,
    },
    {
      field: "spot.interruptionsExpected",
      unit: "count",
      about: "Spot tasks that the closed form expects to be taken away.",
      fold: "mean",
      value: ({ interruptionsExpected }) => interruptionsExpected,
    },
    {
      name: "interruptionErrors",
      field: "spot.errorRate",
      unit: "ratio",
      most: () => 1,
      about: "Requests that failed because their Spot task went ÷ arrived.",
      fold: "estimate",
      isHeadline: true,
      value: (own, { facts }) => own.interruptedRequests / (facts.requests?.arrived ?? Number.NaN),
      event: (own, { facts }) => cutAtOnce(own) / (facts.requests?.arrived ?? Number.NaN),
      minute: (minutes, minute) => [minutes.interrupted[minute], minutes.arrived[minute]],
    },
  ],
  words: {
    headline: ({ spot }) =>
      spot.interruptions.value
        ? [["lost", `${plusMinus(spot.interruptedRequests, quantity)} cut by Spot interruptions`]]
        : [],
    lines: (told) =>
      told.tasks !== undefined && isSeen(told.tasks.spotShare) ? [["spot", spotWords(told, told.tasks)]] : [],
  },
};

/** Whether Spot may have taken tasks of the service at all. */
export function canBeInterrupted({ interruptions, interruptionsExpected }: SpotFacts): boolean {
  return interruptionsExpected > 0 || interruptions > 0;
}

/** Requests that one interruption cuts, on average over those of the run; where it had none, at least one. */
function cutAtOnce(own: SpotFacts): number {
  const { interruptions, interruptedRequests } = own;
  return canBeInterrupted(own) ? Math.max(1, interruptedRequests / Math.max(1, interruptions)) : 0;
}

function spotWords({ spot }: Pick<ToldFields, "spot">, tasks: ToldFields["tasks"]): string {
  return [
    `${plusMinus(tasks.spotShare, percent)} of tasks`,
    `interruptions ${withInterval(spot.interruptions, quantity)}; the closed form expects ${plusMinus(spot.interruptionsExpected, quantity)}`,
    `requests cut ${withInterval(spot.interruptedRequests, quantity)}`,
    `error rate ${withInterval(spot.errorRate, percent)}`,
  ].join(" · ");
}
