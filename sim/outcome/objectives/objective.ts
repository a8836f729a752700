import type { TimeSpan } from "../../../scenarios/language/index.js";
import type { AspectName } from "../../facts/facts.js";
import { findServiceMetric, type NamedMetric } from "../../facts/service-metrics.js";
import { costSubject } from "../reading.js";
import { demandSubject } from "../replication.js";

/** The inside of an objective's limits, in the unit of its metric; both bounds are allowed values. */
export interface Limits {
  readonly min: number;
  readonly max: number;
}

/** What a metric belongs to. */
export type Subject =
  | { readonly kind: "cost" }
  /** Null: every service of the scenario. */
  | { readonly kind: "service"; readonly service: string | null }
  /** The error of a prediction, which only a measurement can show. */
  | { readonly kind: "error" };

/** A requirement on a run, as data; `text` is how it was written. */
export interface Objective {
  readonly text: string;
  /** A missed target fails the run; a missed alert is only told. */
  readonly severity: "target" | "alert";
  readonly subject: Subject;
  readonly metric: string;
  readonly limits: Limits;
  /** Breached only by breaching minutes on end of this length, in microseconds. */
  readonly sustained: number | null;
  readonly during: TimeSpan | null;
  /** The share of runs in which it must hold; null where the mean over runs decides. */
  readonly share: number | null;
}

/** The service, or "service/demand", that an objective is about; null where it names none. */
export function subjectNamed({ subject, metric }: Objective): string | null {
  if (subject.kind === "service") return subject.service;
  const [word, ...rest] = metric.split(" ");
  return subject.kind === "error" && rest.length > 0 && word !== costSubject ? word : null;
}

/** A metric of services that is asked for, and of which: null of every one that tells it. */
export interface AskedMetric {
  readonly service: string | null;
  readonly metric: NamedMetric;
}

/**
 * The service metric that an objective asks for, also where it asks for the error of its prediction; null for money.
 */
export function askedMetric({ subject, metric }: Objective): AskedMetric | null {
  const [name, written = null] = subject.kind === "error" ? metric.split(" ").toReversed() : [metric];
  if (subject.kind === "cost" || name === costSubject || written === costSubject) return null;
  const service = subject.kind === "service" ? subject.service : written;
  return { service: service?.split("/")[0] ?? null, metric: findServiceMetric(name)! };
}

/** Aspects of each service, in the order of the scenario. */
export type ServiceAspects = Readonly<Record<string, readonly AspectName[]>>;

/** Gives every objective that names no service to each service of the scenario that tells its metric. */
export function expandObjectives(objectives: readonly Objective[], services: ServiceAspects): readonly Objective[] {
  const names = Object.keys(services);
  return objectives.flatMap((objective) => {
    if (objective.subject.kind !== "service" || objective.subject.service !== null) return [objective];
    const { aspect } = findServiceMetric(objective.metric)!;
    return names
      .filter((service) => services[service].includes(aspect))
      .map((service) => ({
        ...objective,
        text: names.length > 1 ? `${service} ${objective.text}` : objective.text,
        subject: { kind: "service" as const, service },
      }));
  });
}

/** The latency limits, in whole microseconds and rising, that the world has to count the answers of a service for. */
export function limitsOf(objectives: readonly Objective[], service: string): readonly number[] {
  const limits = objectives
    .filter(({ subject }) => subject.kind === "service" && (subject.service ?? service) === service)
    .filter(({ metric }) => findServiceMetric(metric)?.quantile !== undefined)
    .map((objective) => limitInMicroseconds(objective.limits));
  return [...new Set(limits)].sort((a, b) => a - b);
}

/** The limit of a latency objective as the world counts it. */
export function limitInMicroseconds({ max }: Limits): number {
  return Math.round(max * 1_000);
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
