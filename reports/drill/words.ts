import { plusMinus, predicted } from "../../sim/facts/estimates.js";
import { absent, quantity, seconds } from "../../sim/facts/numbers.js";
import type { DrillReport, ServiceDrill } from "../../sim/outcome/verification/index.js";
import { surely } from "../verification/cells.js";

/** A fact of a drill: the topic, what was measured, what one future run is predicted to show, and the same seed. */
export type DrillRow = readonly [topic: string, measured: string, predicted: string, sameSeed: string];

/** Results of a service's drill beside its prediction; the counts of writes are those of the reported time. */
export function drillRows(service: string, { drills, verification }: DrillReport): readonly DrillRow[] {
  const drill = drills[service];
  return [replacement(drill), ...measures(service, verification.services)];
}

function replacement({
  replacedAfterS,
  predictedReplacedAfterS,
  pairedReplacedAfterS,
  pairedInterval,
}: ServiceDrill): DrillRow {
  const range = predicted(predictedReplacedAfterS, seconds);
  const mean = plusMinus(predictedReplacedAfterS, seconds);
  return [
    "replaced after",
    told(replacedAfterS),
    range === "" ? mean : `${mean} (one run ${range})`,
    surely(pairedReplacedAfterS, pairedInterval, seconds),
  ];
}

/** Rows of the comparison that a drill is about. */
const fields: readonly (readonly [field: string, topic: string])[] = [
  ["requests.failedBy.taskLost", "requests failed by lost tasks"],
  ["requests.failedBy.interrupted", "requests cut"],
  ["writes.accepted", "writes acknowledged"],
  ["writes.flushed", "writes kept"],
  ["writes.deadLettered", "writes dead-lettered"],
  ["writes.lost", "writes lost"],
];

function measures(service: string, services: DrillReport["verification"]["services"]): readonly DrillRow[] {
  const found = services[service]?.measures ?? [];
  return fields.flatMap(([field, topic]): readonly DrillRow[] => {
    const measure = found.find((each) => each.field === field);
    if (measure === undefined) return [];
    const { measured, predicted: mean, predictedRange: range, paired, intervals } = measure;
    const oneRun =
      range === null || range[0] === range[1] ? "" : ` (one run ${range.map((one) => quantity(one)).join("–")})`;
    const predicted = surely(mean, intervals?.predicted, quantity) + oneRun;
    return [[topic, quantity(measured), predicted, surely(paired, intervals?.paired, quantity)]];
  });
}

/** The tasks that were stopped, as a sentence without its end. */
export function stoppedWords({ running, stopped, stoppedAtS }: ServiceDrill): string {
  if (stoppedAtS === null) return "no task was stopped: the load ended before";
  return `${stopped.length} of ${running} running tasks stopped by StopTask after ${seconds(stoppedAtS)}`;
}

/** The fate of every acknowledged write, warm-up included; null where none was looked up. */
export function reconciledWords({ writes }: ServiceDrill): string | null {
  if (writes === null) return null;
  const { acknowledged, kept, deadLettered, lost, duplicates } = writes;
  const parts = [`${quantity(kept)} kept`, `${quantity(deadLettered)} dead-lettered`, `${quantity(lost)} lost`];
  const twice = duplicates === 0 ? "" : `; ${quantity(duplicates)} found more than once`;
  return `${quantity(acknowledged)} acknowledged writes looked up by id: ${parts.join(", ")}${twice}`;
}

function told(value: number | null): string {
  return value === null ? absent : seconds(value);
}
