import { minute } from "../../scenarios/language/units/time.js";
import { findServiceMetric } from "../../sim/facts/service-metrics.js";
import { canBreach, type Objective, parseObjective } from "../../sim/outcome/objectives/index.js";
import { clockOutcome, timeOfDay } from "../../sim/outcome/wall-clock.js";
import type { Scenario } from "../../sim/scenario/index.js";
import { Clock } from "../../workload/clock.js";

/**
 * The objectives that a measured run is judged by: the scenario's own and, for each driven service whose answers none
 * of them can judge in this run, that most of its requests are answered. Otherwise a load that gets no answers at all
 * would pass.
 */
export function measuredObjectives({
  objectives,
  demand,
  clock: config,
}: Pick<Scenario, "objectives" | "demand" | "clock">): readonly Objective[] {
  const clock = new Clock(config);
  const minutes = Math.ceil(clock.duration / minute);
  const judging = objectives.filter(
    (one) => judgesAnswers(one) && canBreach(one, minutes, timeOfDay(clockOutcome(clock))),
  );
  const driven = [...new Set(demand.map(({ to }) => to))];
  const unjudged = driven.filter((service) => !judging.some((one) => isOf(one, service)));
  return [...objectives, ...unjudged.map(answered)];
}

/**
 * Whether an objective fails when requests fail: an upper limit on errors does, and so does a latency quantile, which
 * counts every request that arrived.
 */
function judgesAnswers({ severity, metric, limits }: Objective): boolean {
  const hasUpperLimit = metric === "errorRate" && limits.max < 1;
  return severity === "target" && (hasUpperLimit || findServiceMetric(metric)?.quantile !== undefined);
}

function isOf({ subject }: Objective, service: string): boolean {
  return subject.kind === "service" && (subject.service === null || subject.service === service);
}

function answered(service: string): Objective {
  const text = `${service} errorRate <= 50 %`;
  return { ...parseObjective(text), text: `${text} (by default)` };
}
