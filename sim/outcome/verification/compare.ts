import { aspects } from "../../facts/aspects/index.js";
import type { Estimate } from "../../facts/estimates.js";
import { metricsOf, type ServiceMetric } from "../../facts/service-metrics.js";
import type { Interval } from "../../statistics/interval.js";
import { estimate } from "../estimate.js";
import { relativeError } from "../objectives/error.js";
import { serviceReading } from "../reading.js";
import { record } from "../record.js";
import { demandSubject } from "../replication.js";
import type { Run, RunGroup } from "../runs.js";
import type { ComparedReading, ServiceVerification, StepsAlone } from "./verification.js";

/** Latencies in milliseconds of requests that never wait for one another. */
export type StepLatencies = Readonly<Record<StepsAlone["name"], number>>;

/** All replications, the simulations of the measured arrivals, and the measured run. */
export interface Sides {
  readonly groups: readonly RunGroup[];
  readonly sameArrivals: readonly Run[];
  readonly measuredRun: Run;
}

/** A metric that verifications compare, and how they call it. */
type ComparedMetric = ServiceMetric & Required<Pick<ServiceMetric, "compared">>;

/** What a prediction is held against, in the order of a page: of each aspect, what is always told comes first. */
const comparedMetrics: readonly ComparedMetric[] = aspects.flatMap((aspect) => {
  const compared = metricsOf(aspect).filter((metric): metric is ComparedMetric => metric.compared !== undefined);
  return compared.toSorted((a, b) => Number(a.compared.ifSeen ?? false) - Number(b.compared.ifSeen ?? false));
});

/** Every number of a service and of its demands that the observed run can tell, predicted and measured. */
export function compareService(
  service: string,
  sides: Sides,
  stepsAlone: StepLatencies | undefined,
): ServiceVerification {
  const measures = compareMetrics(comparedMetrics, service, sides);
  const demands = demandsToldApart(service, sides);
  const ofDemand = comparedMetrics.filter((metric) => metric.ofDemand);
  return {
    measures,
    ...(demands.length > 1 && {
      demands: record(demands, (demand) => ({
        measures: compareMetrics(ofDemand, demandSubject(service, demand), sides),
      })),
    }),
    stepsAlone: stepsAlone === undefined ? [] : compareSteps(stepsAlone, measures),
  };
}

function demandsToldApart(service: string, { sameArrivals, measuredRun }: Sides): readonly string[] {
  const [predicted, measured] = [sameArrivals[0], measuredRun].map(
    ({ replication }) => replication.services[service].demands,
  );
  return Object.keys(predicted).filter((demand) => demand in measured);
}

function compareMetrics(metrics: readonly ComparedMetric[], subject: string, sides: Sides): readonly ComparedReading[] {
  const isWhole = sides.measuredRun.replication.aborted === null;
  return metrics
    .filter(({ compared: { grows } }) => isWhole || !grows)
    .map((metric) => ({ metric, row: compareMetric(metric, subject, sides) }))
    .filter(({ row }) => !Number.isNaN(row.measured))
    .filter(({ metric, row }) => !metric.compared.ifSeen || row.measured !== 0 || row.predicted !== 0)
    .map(({ row }) => row);
}

function compareMetric(
  metric: ComparedMetric,
  subject: string,
  { groups, sameArrivals, measuredRun }: Sides,
): ComparedReading {
  const reading = serviceReading(subject, metric);
  const predicted = estimate(groups, reading);
  const measured = reading.value(measuredRun);
  const paired = estimate([{ probability: 1, runs: sameArrivals }], reading);
  const same = paired.value ?? Number.NaN;
  const range = predicted.predictedRange;
  const isComparable = range !== null && measuredRun.replication.aborted === null; // a shorter run scatters more widely
  return {
    ...{ name: metric.compared.as, field: metric.field, unit: metric.unit, measured },
    predicted: predicted.value,
    predictedRange: range,
    paired: finite(same),
    error: predicted.value === null ? null : finite(relativeError(measured, predicted.value)),
    errorOfPaired: finite(relativeError(measured, same)),
    inside: isComparable ? measured >= range[0] && measured <= range[1] : null,
    intervals: {
      predicted: intervalOf(predicted),
      paired: intervalOf(paired),
      error: errorInterval(measured, predicted),
      errorOfPaired: errorInterval(measured, paired),
    },
  };
}

function intervalOf({ low, high }: Estimate): Interval | null {
  return low === null || high === null ? null : { low, high };
}

/** What is measured is certain, and what it is held against is not. */
function errorInterval(measured: number, { low, high }: Estimate): Interval | null {
  if (low === null || high === null || low <= 0) return null;
  return { low: relativeError(measured, high), high: relativeError(measured, low) };
}

function compareSteps(latencies: StepLatencies, measures: readonly ComparedReading[]): readonly StepsAlone[] {
  return (["p50", "p95", "p99"] as const).map((name) => {
    const measured = measures.find(({ field }) => field === `latencyMs.${name}`)?.measured ?? Number.NaN;
    return { name, valueMs: latencies[name], error: finite(relativeError(measured, latencies[name])) };
  });
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
