import type { MetricUnit } from "../../facts/units.js";
import { costSubject, findCostMetric, findServiceMetric, unknownMetric } from "../metrics/find.js";
import { serviceMetrics } from "../metrics/index.js";
import { Refusal } from "../refusal.js";
import type { Subject } from "./objective.js";

/** What stands left of the relation. */
interface Measured {
  readonly subject: Subject;
  readonly metric: string;
  readonly unit: MetricUnit;
  /** Whether single minutes can be asked. */
  readonly byMinute: boolean;
  /** Whether it is a latency that a share of the requests stays within. */
  readonly isQuantile: boolean;
}

const wholeRun = { byMinute: false, isQuantile: false };

/** Reads `[service] metric`, `service/demand metric`, `cost metric`, or either followed by `error`. */
export function parseSubject(words: readonly string[]): Measured {
  if (words.at(-1) === "error") return parseError(words.slice(0, -1));
  if (words[0] === costSubject) return parseCost(words.slice(1));
  if (words.length > 2) throw new Refusal("a service and one metric, such as 'orchestrator p99'");
  const [name, service = null] = words.toReversed();
  const metric = findServiceMetric(name);
  if (metric === undefined) throw unknownMetric(name, "service");
  const isQuantile = metric.quantile !== undefined;
  const isOfDemand = service?.includes("/") ?? false;
  if (isOfDemand && !metric.ofRequests) {
    const known = serviceMetrics.filter(({ ofRequests }) => ofRequests).map((one) => one.name);
    throw new Refusal("a metric of requests, which a demand has for itself", `those are ${known.join(", ")}`);
  }
  return {
    subject: { kind: "service", service },
    metric: metric.name,
    unit: metric.unit,
    byMinute: !isOfDemand && (metric.minute !== undefined || isQuantile),
    isQuantile,
  };
}

function parseCost([name = "", ...more]: readonly string[]): Measured {
  const metric = findCostMetric(name);
  if (metric === undefined || more.length > 0) throw unknownMetric([name, ...more].join(" "), "cost");
  return { ...wholeRun, subject: { kind: "cost" }, metric: metric.name, unit: metric.unit };
}

function parseError(words: readonly string[]): Measured {
  const isWhole = words.length === 1 && words[0] === costSubject;
  if (!isWhole) parseSubject(words);
  return { ...wholeRun, subject: { kind: "error" }, metric: words.join(" "), unit: "ratio" };
}
