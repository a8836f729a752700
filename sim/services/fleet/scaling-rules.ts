import { Clock, isTooLong } from "../../../workload/clock.js";
import { CronSchedule } from "../../../workload/cron.js";
import { comparisons, decimal } from "../../scaling/comparison.js";
import { formatMetric, kindOf, metricOf } from "../../scaling/metric.js";
import { boundsOf } from "../../scaling/policies/step.js";
import type { PolicyConfig } from "../../scaling/scaling-shape.js";
import type { ServiceRule } from "../kind.js";
import type { Bounds, FleetConfig } from "./fleet.js";

type Scaled = Pick<FleetConfig, "bounds" | "scaling">;
type Step = Extract<PolicyConfig, { readonly kind: "step" }>;

/** A cron expression costs a tenth of a millisecond each time; a day of schedules has a handful of actions. */
const actionsMost = 1_000;

/** A service starts with a number of tasks that its bounds allow. */
export const desiredWithinBounds: ServiceRule<Pick<FleetConfig, "desired" | "bounds">> = {
  code: "desired",
  check({ desired, bounds }, { at }, report) {
    if (desired === undefined || (desired >= bounds.min && desired <= bounds.max)) return;
    report([...at, "desired"], {
      severity: "error",
      expected: `${bounds.min} to ${bounds.max} tasks, as bounds say`,
      got: String(desired),
      hint: "leave desired out to start with what the policies would hold at that load",
    });
  },
};

/** A scheduled action that sets one bound alone does not cross the other, as it stands when the action is due. */
export const scheduledBounds: ServiceRule<Scaled> = {
  code: "scheduled-bounds",
  check(service, { at, clock }, report) {
    if (isTooLong(clock)) return;
    for (const { index, key, value, other, otherValue } of crossings(service, new Clock(clock))) {
      report([...at, "scaling", index, "bounds", key], {
        severity: "error",
        expected: `${key === "min" ? "at most" : "at least"} ${otherValue}, the ${other} when the action is due`,
        got: `${key} ${value}`,
        hint: `set both in this action, for example { ${key}: ${value}, ${other}: ${value} }: AWS refuses a min above the max`,
      });
    }
  },
};

/** Each step can be reached: its bounds are relative to the threshold, and a utilization ends at 100 %. */
export const stepBounds: ServiceRule<Scaled> = {
  code: "step-bounds",
  check({ scaling }, { at }, report) {
    for (const [index, policy] of scaling.entries()) {
      const unreached = policy.kind === "step" ? outOfReach(policy) : [];
      if (policy.kind !== "step" || unreached.length === 0) continue;
      const metric = metricOf(policy.metric);
      const threshold = formatMetric(metric, policy.threshold);
      report([...at, "scaling", index, "steps"], {
        severity: "warning",
        expected: `steps that the alarm at ${policy.comparison} ${threshold} can reach: their bounds are relative to the threshold`,
        got: unreached.join(", "),
        hint: `where a bound was meant as a value of ${metric}, write it less the threshold${example(policy)}`,
      });
    }
  },
};

interface Crossing {
  readonly index: number;
  readonly key: "min" | "max";
  readonly value: number;
  readonly other: "min" | "max";
  readonly otherValue: number;
}

/** The first time that each action crosses a bound, in the order in which they are due; a refused one changes nothing. */
function crossings({ bounds: first, scaling }: Scaled, clock: Clock): readonly Crossing[] {
  const actions = scaling.flatMap((policy, index) => {
    if (policy.kind !== "scheduled") return [];
    const { cron, timezone = clock.timezone } = policy;
    const schedule = new CronSchedule(cron, { startEpochMs: clock.startEpochMs, timezone });
    return [{ index, bounds: policy.bounds, nextAfter: (now: number) => schedule.nextAfter(now) }];
  });
  const found = new Map<number, Crossing>();
  let bounds: Bounds = first;
  let now = clock.horizon.from;
  for (let count = 0; count < actionsMost && actions.length > 0; count++) {
    const at = Math.min(...actions.map(({ nextAfter }) => nextAfter(now)));
    if (at >= clock.horizon.to) break;
    for (const action of actions.filter(({ nextAfter }) => nextAfter(now) === at)) {
      const moved = { ...bounds, ...action.bounds };
      if (moved.min <= moved.max) bounds = moved;
      else if (!found.has(action.index)) found.set(action.index, crossing(action, bounds));
    }
    now = at;
  }
  return [...found.values()];
}

function crossing(
  { index, bounds: { min, max } }: { index: number; bounds: Partial<Bounds> },
  present: Bounds,
): Crossing {
  if (min !== undefined) return { index, key: "min", value: min, other: "max", otherValue: present.max };
  return { index, key: "max", value: max!, other: "min", otherValue: present.min };
}

/** The steps that no value of the metric is in while the alarm is up, each as the values that it stands for. */
function outOfReach({ metric, threshold, comparison, steps }: Step): readonly string[] {
  const name = metricOf(metric);
  const { greatest } = kindOf(name).unit;
  const isAbove = comparisons[comparison].side === "above";
  const [from, to] = isAbove ? [0, decimal(greatest - threshold)] : [-threshold, 0];
  const print = (bound: number) => formatMetric(name, threshold + bound);
  return steps.flatMap((step, index) => {
    const [lower, upper] = boundsOf(step).map(decimal);
    const isReached = isAbove ? lower <= to && upper > from : upper >= from && lower < to;
    if (isReached) return [];
    const ends = [
      Number.isFinite(lower) ? `from ${print(lower)}` : "",
      Number.isFinite(upper) ? `up to ${print(upper)}` : "",
    ];
    return [`step ${index + 1} ${ends.filter((end) => end !== "").join(" ")}`];
  });
}

/** The lowest bound as it would be, where all of them look as if they were values of the metric. */
function example({ metric, threshold, steps }: Step): string {
  const lowest = steps.map(({ lowerBound }) => lowerBound ?? Number.NEGATIVE_INFINITY).reduce((a, b) => Math.min(a, b));
  if (lowest < threshold || threshold === 0) return "";
  const print = (value: number) => formatMetric(metricOf(metric), decimal(value));
  return `: lowerBound ${print(lowest - threshold)} instead of ${print(lowest)}`;
}
