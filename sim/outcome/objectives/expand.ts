import { demandSubject } from "../demand-replication.js";
import { costSubject, findServiceMetric } from "../metrics/find.js";
import type { Objective } from "./objective.js";
import { limitInMicroseconds } from "./score.js";

/** The service, or "service/demand", that an objective is about; null where it names none. */
export function subjectNamed({ subject, metric }: Objective): string | null {
  if (subject.kind === "service") return subject.service;
  const [word, ...rest] = metric.split(" ");
  return subject.kind === "error" && rest.length > 0 && word !== costSubject ? word : null;
}

/** Gives every objective that names no service to each service of the scenario. */
export function expandObjectives(objectives: readonly Objective[], services: readonly string[]): readonly Objective[] {
  return objectives.flatMap((objective) => {
    if (objective.subject.kind !== "service" || objective.subject.service !== null) return [objective];
    return services.map((service) => ({
      ...objective,
      text: services.length > 1 ? `${service} ${objective.text}` : objective.text,
      subject: { kind: "service" as const, service },
    }));
  });
}

/** The latency limits, in whole microseconds and rising, that the world has to count the answers of a service for. */
export function limitsOf(objectives: readonly Objective[], service: string): readonly number[] {
  const limits = expandObjectives(objectives, [service])
    .filter(({ subject }) => subject.kind === "service" && subject.service === service)
    .filter(({ metric }) => findServiceMetric(metric)?.quantile !== undefined)
    .map((objective) => limitInMicroseconds(objective.limits));
  return [...new Set(limits)].sort((a, b) => a - b);
}

/** A demand that is told apart, and the latency limits that objectives name for it. */
export interface DemandLimits {
  readonly demand: string;
  readonly limits: readonly number[];
}

/** The demands of a service that are told apart: all of several; a single one is the service, unless an objective names it. */
export function demandsApart(
  objectives: readonly Objective[],
  service: string,
  demands: readonly string[],
): readonly DemandLimits[] {
  const isNamed = objectives.some((objective) => subjectNamed(objective)?.startsWith(`${service}/`));
  if (demands.length < 2 && !isNamed) return [];
  return demands.map((demand) => ({ demand, limits: limitsOf(objectives, demandSubject(service, demand)) }));
}
