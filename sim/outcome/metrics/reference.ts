import { Refusal } from "../refusal.js";
import { costSubject, findCostMetric, findServiceMetric, unknownMetric } from "./find.js";
import { costMeasure, type Measure, serviceMeasure } from "./measure.js";

/** A measure and the service it is of; null where it concerns money. */
export interface MeasureReference {
  readonly service: string | null;
  readonly measure: Measure;
}

/** Reads "orchestrator.writes.lostShare" or "cost.perMonth": names or fields. Throws a `Refusal`. */
export function parseReference(written: string): MeasureReference {
  const dot = written.indexOf(".");
  if (dot <= 0) throw new Refusal("a metric with its service, such as orchestrator.writes.lostShare or cost.perMonth");
  const [subject, name] = [written.slice(0, dot), written.slice(dot + 1)];
  if (subject === costSubject) {
    const metric = findCostMetric(name);
    if (metric === undefined) throw unknownMetric(name, "cost");
    return { service: null, measure: costMeasure(metric) };
  }
  const metric = findServiceMetric(name);
  if (metric === undefined) throw unknownMetric(name, "service");
  return { service: subject, measure: serviceMeasure(subject, metric) };
}
