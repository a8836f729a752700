import type { MetricUnit } from "../../facts/units.js";
import type { Run } from "../runs.js";
import { costSubject } from "./find.js";
import { type CostMetric, type ServiceMetric, serviceRun } from "./metric.js";

/** A metric of one subject of a scenario: a number that every run has. */
export interface Measure {
  /** As objectives write it: "orchestrator p99". */
  readonly name: string;
  /** Its dotted place among the fields of an outcome: "orchestrator.latencyMs.p99". */
  readonly field: string;
  readonly unit: MetricUnit;
  readonly value: (run: Run) => number;
  /** What one more event adds to the value, or its grain where it counts none. */
  readonly event: (run: Run) => number;
  /** What it cannot exceed: 1 of a share. */
  readonly most?: (run: Run) => number;
  /** It is above zero where there is one at all, as a latency is. */
  readonly isPositive?: true;
}

/** A metric of one service as a number of the whole run. */
export function serviceMeasure(service: string, metric: ServiceMetric): Measure {
  const { name, field, unit, value, event, grain, most, isPositive } = metric;
  return {
    name: `${service} ${name}`,
    field: `${service}.${field}`,
    unit,
    value: (run) => value(serviceRun(run, service)),
    event: (run) => (event ?? grain)?.(serviceRun(run, service)) ?? 0,
    ...(most && { most: (run: Run) => most(serviceRun(run, service)) }),
    ...(isPositive && { isPositive }),
  };
}

/** A metric of cost as a number of the whole run. */
export function costMeasure({ name, field, unit, value, grain = () => 0 }: CostMetric): Measure {
  return { name: `${costSubject} ${name}`, field: `${costSubject}.${field}`, unit, value, event: grain };
}
