import { didYouMean } from "../../../scenarios/language/issues.js";
import { Refusal } from "../refusal.js";
import { costMetrics, serviceMetrics } from "./index.js";
import type { CostMetric, ServiceMetric } from "./metric.js";

/** The word that stands in the place of a service where a metric concerns money. */
export const costSubject = "cost";

/** The metric of a service with this name or field. */
export function findServiceMetric(name: string): ServiceMetric | undefined {
  return serviceMetrics.find((metric) => metric.name === name || metric.field === name);
}

/** The metric of cost with this name or field. */
export function findCostMetric(name: string): CostMetric | undefined {
  return costMetrics.find((metric) => metric.name === name || metric.field === name);
}

/** The refusal of a metric that is not known: which one was probably meant, else all there are. */
export function unknownMetric(written: string, subject: "service" | "cost"): Refusal {
  const known = (subject === "cost" ? costMetrics : serviceMetrics).map((metric) => metric.name);
  const expected =
    subject === "cost" ? "a metric of cost such as perMonth" : "a metric of a service such as p99 or cpu";
  return new Refusal(expected, didYouMean(written, known) ?? `metrics are ${known.join(", ")}`);
}
