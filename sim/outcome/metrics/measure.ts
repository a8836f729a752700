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
  /** Of a value that is above zero where there is one at all: what it cannot exceed. */
  readonly most?: (run: Run) => number;
}

/** A metric of one service as a number of the whole run. */
export function serviceMeasure(service: string, metric: ServiceMetric): Measure {
  const { name, field, unit, value, event, grain, most } = metric;
  return {
    name: `${service} ${name}`,
    field: `${service}.${field}`,
    unit,
    value: (run) => value(serviceRun(run, service)),
    event: (run) => (event ?? grain)?.(serviceRun(run, service)) ?? 0,
    ...(most && { most: (run: Run) => most(serviceRun(run, service)) }),
  };
}

/** A metric of cost as a number of the whole run. */
export function costMeasure({ name, field, unit, value, grain = () => 0 }: CostMetric): Measure {
  return { name: `${costSubject} ${name}`, field: `${costSubject}.${field}`, unit, value, event: grain };
}
