import { findServiceMetric } from "../../facts/service-metrics.js";
import { units } from "../../facts/units.js";
import { meanOf } from "../estimate.js";
import { costReading, costSubject, findCostMetric, type Reading, serviceReading } from "../reading.js";
import type { Run } from "../runs.js";
import type { Objective } from "./objective.js";
import { isInside, type Judgement, judgement, margin } from "./verdict.js";

/** An observed run and simulations of the same arrivals, whose mean it is held against. */
export interface ErrorEvidence {
  readonly observed: Run;
  readonly sameArrivals: readonly Run[];
  readonly services: readonly string[];
}

interface ReadingError {
  readonly reading: Reading;
  readonly observed: number;
  readonly paired: number;
  readonly error: number;
}

/** Relative difference of an observed value from another; infinite where only the other is zero. */
export function relativeError(observed: number, other: number): number {
  return observed === other ? 0 : (observed - other) / Math.abs(other);
}

/** Judges `[service] metric error <= 20 %` by the service that was predicted worst, or the one that is named. */
export function judgeError({ metric, limits }: Objective, evidence: ErrorEvidence): Judgement {
  const errors = readingsOf(metric, evidence.services)
    .map((reading) => errorOf(reading, evidence))
    .filter(({ error }) => !Number.isNaN(error));
  if (errors.length === 0) {
    return judgement({ verdict: "not evaluated", basis: null }, "one side has no value to compare");
  }
  const worst = errors.reduce((a, b) => (b.error > a.error ? b : a));
  const decision = { verdict: isInside(worst.error, limits) ? "met" : "missed", basis: null } as const;
  if (worst.error === Number.POSITIVE_INFINITY)
    return judgement(decision, `${values(worst)}, where nothing was predicted`);
  const told = `${units.ratio.print(worst.error)} · ${values(worst)} for the same arrivals`;
  return judgement(decision, told, worst.error, margin(worst.error, limits));
}

/** The readings that an objective's words name; bare `cost` is that of the run. */
function readingsOf(words: string, services: readonly string[]): readonly Reading[] {
  const [name, subject] = words.split(" ").toReversed();
  if (name === costSubject) return [costReading(findCostMetric("total")!)];
  if (subject === costSubject) return [costReading(findCostMetric(name)!)];
  const metric = findServiceMetric(name)!;
  return (subject === undefined ? services : [subject]).map((service) => serviceReading(service, metric));
}

function errorOf(reading: Reading, evidence: ErrorEvidence): ReadingError {
  const observed = reading.value(evidence.observed);
  const paired = meanOf([{ probability: 1, runs: evidence.sameArrivals }], reading.value);
  return { reading, observed, paired, error: Math.abs(relativeError(observed, paired)) };
}

function values({ reading, observed, paired }: ReadingError): string {
  const { print } = units[reading.unit];
  return `${reading.name} measured ${print(observed)}, predicted ${print(paired)}`;
}
