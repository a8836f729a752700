import { units } from "../../facts/units.js";
import { meanOf } from "../estimate.js";
import { costSubject, findCostMetric, findServiceMetric } from "../metrics/find.js";
import { costMeasure, type Measure, serviceMeasure } from "../metrics/measure.js";
import type { Run } from "../runs.js";
import { type Judgement, judgement } from "./judgement.js";
import type { Objective } from "./objective.js";
import { isInside, margin } from "./verdict.js";

/** A measured run and simulations of the same arrivals, whose mean it is held against. */
export interface ErrorEvidence {
  readonly measured: Run;
  readonly sameArrivals: readonly Run[];
  readonly services: readonly string[];
}

interface MeasureError {
  readonly measure: Measure;
  readonly measured: number;
  readonly paired: number;
  readonly error: number;
}

/** How far a measured value is from another, as a share of the other; infinite where only the other is zero. */
export function relativeError(measured: number, other: number): number {
  return measured === other ? 0 : (measured - other) / Math.abs(other);
}

/** Judges `[service] metric error <= 20 %` by the service that was predicted worst, or the one that is named. */
export function judgeError({ metric, limits }: Objective, evidence: ErrorEvidence): Judgement {
  const errors = measuresOf(metric, evidence.services)
    .map((measure) => errorOf(measure, evidence))
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

/** The measures that an objective's words name; bare `cost` is that of the run. */
function measuresOf(words: string, services: readonly string[]): readonly Measure[] {
  const [name, subject] = words.split(" ").toReversed();
  if (name === costSubject) return [costMeasure(findCostMetric("total")!)];
  if (subject === costSubject) return [costMeasure(findCostMetric(name)!)];
  const metric = findServiceMetric(name)!;
  return (subject === undefined ? services : [subject]).map((service) => serviceMeasure(service, metric));
}

function errorOf(measure: Measure, evidence: ErrorEvidence): MeasureError {
  const measured = measure.value(evidence.measured);
  const paired = meanOf([{ probability: 1, runs: evidence.sameArrivals }], measure.value);
  return { measure, measured, paired, error: Math.abs(relativeError(measured, paired)) };
}

function values({ measure, measured, paired }: MeasureError): string {
  const { print } = units[measure.unit];
  return `${measure.name} measured ${print(measured)}, predicted ${print(paired)}`;
}
