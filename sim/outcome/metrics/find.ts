import { didYouMean } from "../../../scenarios/language/near-miss.js";
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

/** Names the metrics there are, and the one that was probably meant. */
export function unknownMetric(written: string, subject: "service" | "cost"): Refusal {
  const known = (subject === "cost" ? costMetrics : serviceMetrics).map((metric) => metric.name);
  const whose = subject === "cost" ? "cost" : "a service";
  return new Refusal(`a metric of ${whose}: ${known.join(", ")}`, didYouMean(written, known));
}
