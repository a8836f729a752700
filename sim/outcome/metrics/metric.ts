import { day } from "../../../scenarios/language/units/time.js";
import type { MetricUnit } from "../../facts/units.js";
import { replicationOf } from "../demand-replication.js";
import type { ServiceMinutes, ServiceReplication } from "../replication.js";
import type { Run } from "../runs.js";

/** A number that every run of a kind of subject has. NaN where a run has nothing to measure. */
export interface Metric<Subject> {
  /** What objectives and claims call it. */
  readonly name: string;
  /** Its dotted place in outcome.json, which claims may say too. */
  readonly field: string;
  readonly unit: MetricUnit;
  readonly about: string;
  readonly value: (subject: Subject) => number;
  /**
   * What one more event adds to a value that counts losses or changes: its usual size where that is known, else the
   * least; 0 where none can happen.
   */
  readonly event?: (subject: Subject) => number;
  /** Of a value that counts no events: by how much a run is at least off that differs from others which are equal. */
  readonly grain?: (subject: Subject) => number;
  /** What it cannot exceed: 1 of a share. */
  readonly most?: (subject: Subject) => number;
  /** It is above zero where there is one at all, as a latency is. */
  readonly isPositive?: true;
}

/** One service in one run. */
export interface ServiceRun {
  readonly service: ServiceReplication;
  /** Length of the time that the run reports. */
  readonly days: number;
}

/** What the metrics of a service look at in a run. */
export function serviceRun({ replication }: Run, service: string): ServiceRun {
  return { service: replicationOf(replication, service), days: replication.usage.end / day };
}

/** What a minute adds to a metric that is a ratio of sums over minutes; nothing where it was not measured. */
export type MinutePart = (minutes: ServiceMinutes, minute: number) => readonly [numerator: number, denominator: number];

/** A metric of a service; those with parts by the minute can be asked `during` or `for` a time. */
export interface ServiceMetric extends Metric<ServiceRun> {
  readonly minute?: MinutePart;
  /** The probability of a latency quantile, whose objectives count the requests answered in time. */
  readonly quantile?: number;
  /** It looks at requests and their latency alone, so that a demand has it too. */
  readonly ofRequests?: true;
}

export type CostMetric = Metric<Run>;

/** So many requests as a share of those that arrived. */
export function shareOfArrived(count: number, { service }: ServiceRun): number {
  return count / service.requests.arrived;
}

/** The mean of a column over the minutes that measured it. */
export function columnPart(column: (minutes: ServiceMinutes) => Float64Array): MinutePart {
  return (minutes, minute) => {
    const value = column(minutes)[minute];
    return Number.isNaN(value) ? [0, 0] : [value, 1];
  };
}

/** Sum of numerators over sum of denominators of the chosen minutes; NaN where nothing was measured. */
export function overMinutes(minutes: ServiceMinutes, part: MinutePart, chosen: readonly number[]): number {
  let [above, below] = [0, 0];
  for (const minute of chosen) {
    const [numerator, denominator] = part(minutes, minute);
    above += numerator;
    below += denominator;
  }
  return below === 0 ? Number.NaN : above / below;
}

/** Every minute of a run. */
export function allMinutes(minutes: ServiceMinutes): readonly number[] {
  return Array.from(minutes.arrived.keys());
}
