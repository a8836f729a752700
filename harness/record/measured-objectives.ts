import { findServiceMetric } from "../../sim/outcome/metrics/find.js";
import { type Objective, parseObjective } from "../../sim/outcome/objectives/index.js";
import type { Scenario } from "../../sim/scenario/index.js";

/**
 * What a measured run is judged by: the scenario's objectives, and for a driven service whose answers none of them judges
 * that most of its requests are answered. A load at a target that answers nothing would be a success otherwise.
 */
export function measuredObjectives({
  objectives,
  demand,
}: Pick<Scenario, "objectives" | "demand">): readonly Objective[] {
  const driven = [...new Set(demand.map(({ to }) => to))];
  const unjudged = driven.filter((service) => !objectives.some((objective) => judgesAnswers(objective, service)));
  return [...objectives, ...unjudged.map(answered)];
}

function judgesAnswers({ severity, subject, metric }: Objective, service: string): boolean {
  const isOfService = subject.kind === "service" && (subject.service === null || subject.service === service);
  const isOnAnswers = metric === "errorRate" || findServiceMetric(metric)?.quantile !== undefined;
  return isOfService && isOnAnswers && severity === "target";
}

function answered(service: string): Objective {
  const text = `${service} errorRate <= 50 %`;
  return { ...parseObjective(text), text: `${text} (by default)` };
}
