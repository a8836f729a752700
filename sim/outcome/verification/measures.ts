import { findServiceMetric } from "../metrics/find.js";
import { serviceMeasure } from "../metrics/measure.js";
import { failed } from "../metrics/sums.js";
import type { MetricUnit } from "../metrics/units.js";
import { nameWords } from "../name-words.js";
import { failureCauses, latencyMeasures } from "../outcome.js";
import type { ServiceReplication } from "../replication.js";
import type { Run } from "../runs.js";

/** A number that simulated and measured runs of a service both have. */
export interface ComparedMeasure {
  readonly name: string;
  readonly field: string;
  readonly unit: MetricUnit;
  /** Left out of a comparison in which it is zero on all sides. */
  readonly onlyIfSeen: boolean;
  /** Left out where the measured run ended early: it grows with time. */
  readonly ofWholeRun: boolean;
  readonly value: (service: string) => (run: Run) => number;
  /** What one more event adds. */
  readonly event: (service: string) => (run: Run) => number;
  /** Of a latency: what it cannot exceed. */
  readonly most?: (service: string) => (run: Run) => number;
}

const latencies = latencyMeasures.map((measure) =>
  metric(measure === "p999" ? "p99.9" : measure, `latencyMs.${measure}`),
);

const requests = [
  count("arrived", "requests.arrived", ({ requests }) => requests.arrived),
  count("completed", "requests.completed", ({ requests }) => requests.completed),
  count("failed", "requests.failed", failed),
  ifSeen(count("degraded", "requests.degraded", ({ requests }) => requests.degraded)),
  ifSeen(count("unfinished", "requests.unfinished", ({ requests }) => requests.unfinished)),
  ...failureCauses.map((cause) =>
    ifSeen(
      count(`failed by ${nameWords(cause)}`, `requests.failedBy.${cause}`, ({ requests }) => requests.failedBy[cause]),
    ),
  ),
];

const fleet = [metric("tasks", "tasks.mean"), metric("cpu", "cpu.mean")];

const writes = [
  ifSeen(count("writes accepted", "writes.accepted", ({ writes }) => writes.accepted)),
  ifSeen(count("writes flushed", "writes.flushed", ({ writes }) => writes.flushed)),
  ifSeen(count("writes dead-lettered", "writes.deadLettered", ({ writes }) => writes.deadLettered)),
  ifSeen(count("writes lost", "writes.lost", ({ writes }) => writes.lost)),
];

/** What a prediction is held against, in the order of a report. A run that cannot tell one of them has NaN for it. */
export const comparedMeasures: readonly ComparedMeasure[] = [...latencies, ...requests, ...fleet, ...writes];

function metric(name: string, field: string): ComparedMeasure {
  const found = findServiceMetric(field)!;
  const measure = (service: string) => serviceMeasure(service, found);
  return {
    ...{ name, field, unit: found.unit, onlyIfSeen: false, ofWholeRun: false },
    value: (service) => measure(service).value,
    event: (service) => measure(service).event,
    ...(found.most && { most: (service: string) => measure(service).most! }),
  };
}

function count(name: string, field: string, counted: (service: ServiceReplication) => number): ComparedMeasure {
  return {
    ...{ name, field, unit: "count", onlyIfSeen: false, ofWholeRun: true },
    value: (service) => (run) => counted(run.replication.services[service]),
    event: () => () => 1,
  };
}

function ifSeen(measure: ComparedMeasure): ComparedMeasure {
  return { ...measure, onlyIfSeen: true };
}
