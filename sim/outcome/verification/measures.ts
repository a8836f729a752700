import { latencyFields } from "../../facts/aspects/latency.js";
import { failed, failureCauses } from "../../facts/aspects/requests.js";
import { nameWords } from "../../facts/numbers.js";
import type { MetricUnit } from "../../facts/units.js";
import { replicationOf } from "../demand-replication.js";
import { findServiceMetric } from "../metrics/find.js";
import { serviceMeasure } from "../metrics/measure.js";

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
  /** A demand has it too. */
  readonly ofRequests: boolean;
  /** Of a service, or of "service/demand". */
  readonly value: (subject: string) => (run: Run) => number;
  /** What one more event adds. */
  readonly event: (subject: string) => (run: Run) => number;
  /** What it cannot exceed. */
  readonly most?: (subject: string) => (run: Run) => number;
  readonly isPositive?: true;
}

const latencies = latencyFields.map((measure) =>
  metric(measure === "p999" ? "p99.9" : measure, `latencyMs.${measure}`),
);

const requests = [
  count("arrived", "requests.arrived", ({ requests }) => requests.arrived),
  count("completed", "requests.completed", ({ requests }) => requests.completed),
  count("failed", "requests.failed", ({ requests }) => failed(requests)),
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
  count("writes accepted", "writes.accepted", ({ writes }) => writes.accepted),
  count("writes flushed", "writes.flushed", ({ writes }) => writes.flushed),
  count("writes dead-lettered", "writes.deadLettered", ({ writes }) => writes.deadLettered),
  count("writes lost", "writes.lost", ({ writes }) => writes.lost),
].map((measure) => ifSeen({ ...measure, ofRequests: false }));

/** What a prediction is held against, in the order of a report. A run that cannot tell one of them has NaN for it. */
export const comparedMeasures: readonly ComparedMeasure[] = [...latencies, ...requests, ...fleet, ...writes];

function metric(name: string, field: string): ComparedMeasure {
  const found = findServiceMetric(field)!;
  const measure = (subject: string) => serviceMeasure(subject, found);
  return {
    ...{ name, field, unit: found.unit, onlyIfSeen: false, ofWholeRun: false, ofRequests: found.ofRequests ?? false },
    value: (subject) => measure(subject).value,
    event: (subject) => measure(subject).event,
    ...(found.most && { most: (subject: string) => measure(subject).most! }),
    ...(found.isPositive && { isPositive: true }),
  };
}

function count(name: string, field: string, counted: (service: ServiceReplication) => number): ComparedMeasure {
  return {
    ...{ name, field, unit: "count", onlyIfSeen: false, ofWholeRun: true, ofRequests: true },
    value:
      (subject) =>
      ({ replication }) =>
        counted(replicationOf(replication, subject)),
    event: () => () => 1,
  };
}

function ifSeen(measure: ComparedMeasure): ComparedMeasure {
  return { ...measure, onlyIfSeen: true };
}
