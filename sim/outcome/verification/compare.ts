import { demandSubject } from "../demand-replication.js";
import { estimate, meanOf } from "../estimate.js";
import { relativeError } from "../objectives/error.js";
import { record } from "../record.js";
import type { Run, RunGroup } from "../runs.js";
import { type ComparedMeasure, comparedMeasures } from "./measures.js";
import type { MeasureVerification, ServiceVerification, StepsAlone } from "./verification.js";

/** Latencies in milliseconds of requests that never wait for one another. */
export type StepLatencies = Readonly<Record<StepsAlone["name"], number>>;

/** All replications, the simulations of the measured arrivals, and the measured run. */
export interface Sides {
  readonly groups: readonly RunGroup[];
  readonly sameArrivals: readonly Run[];
  readonly measuredRun: Run;
}

/** Every measure of a service and of its demands that the measured run can tell, predicted and measured. */
export function compareService(
  service: string,
  sides: Sides,
  stepsAlone: StepLatencies | undefined,
): ServiceVerification {
  const measures = compareMeasures(comparedMeasures, service, sides);
  const demands = demandsToldApart(service, sides);
  const ofRequests = comparedMeasures.filter((measure) => measure.ofRequests);
  return {
    measures,
    ...(demands.length > 1 && {
      demands: record(demands, (demand) => ({
        measures: compareMeasures(ofRequests, demandSubject(service, demand), sides),
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

function compareMeasures(
  compared: readonly ComparedMeasure[],
  subject: string,
  sides: Sides,
): readonly MeasureVerification[] {
  const isWhole = sides.measuredRun.replication.aborted === null;
  return compared
    .filter(({ ofWholeRun }) => isWhole || !ofWholeRun)
    .map((measure) => ({ measure, row: compareMeasure(measure, subject, sides) }))
    .filter(({ row }) => !Number.isNaN(row.measured))
    .filter(({ measure, row }) => !measure.onlyIfSeen || row.measured !== 0 || row.predicted !== 0)
    .map(({ row }) => row);
}

function compareMeasure(
  { name, field, unit, value, event, most, isPositive }: ComparedMeasure,
  subject: string,
  { groups, sameArrivals, measuredRun }: Sides,
): MeasureVerification {
  const read = value(subject);
  const predicted = estimate(groups, {
    value: read,
    event: event(subject),
    ...(most && { most: most(subject) }),
    ...(isPositive && { isPositive }),
  });
  const measured = read(measuredRun);
  const same = meanOf([{ probability: 1, runs: sameArrivals }], read);
  const range = predicted.predictedRange;
  const isComparable = range !== null && measuredRun.replication.aborted === null; // a shorter run scatters more widely
  return {
    ...{ name, field, unit, measured },
    predicted: predicted.value,
    predictedRange: range,
    paired: finite(same),
    error: predicted.value === null ? null : finite(relativeError(measured, predicted.value)),
    errorOfPaired: finite(relativeError(measured, same)),
    inside: isComparable ? measured >= range[0] && measured <= range[1] : null,
  };
}

function compareSteps(latencies: StepLatencies, measures: readonly MeasureVerification[]): readonly StepsAlone[] {
  return (["p50", "p95", "p99"] as const).map((name) => {
    const measured = measures.find(({ field }) => field === `latencyMs.${name}`)?.measured ?? Number.NaN;
    return { name, valueMs: latencies[name], error: finite(relativeError(measured, latencies[name])) };
  });
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
