import type { Facts, MinuteColumns } from "./aspect.js";
import type { MetricUnit } from "./units.js";

/** One service in one run. */
export interface ServiceRun {
  readonly facts: Facts;
  /** Length of the time that the run reports. */
  readonly days: number;
}

/** What a minute adds to a metric that is a ratio of sums over minutes; nothing where nobody saw it. */
export type MinutePart = (minutes: MinuteColumns, minute: number) => readonly [numerator: number, denominator: number];

/** How the readings of all runs become one number: the mean with its intervals, the mean alone, the least, the most. */
export type Fold = "estimate" | "mean" | "least" | "most";

/** A number that a subject has in every run; NaN where a run has nothing to read it from. */
export interface SubjectMetric<Subject> {
  /** What objectives and claims call it. */
  readonly name: string;
  /** Its dotted place in outcome.json, which claims may say too. */
  readonly field: string;
  readonly unit: MetricUnit;
  readonly about: string;
  value(subject: Subject): number;
  /**
   * What one more event adds to a value that counts losses or changes: its usual size where that is known, else the
   * least; 0 where none can happen.
   */
  event?(subject: Subject): number;
  /** Of a value that counts no events: by how much a run is at least off that differs from others which are equal. */
  grain?(subject: Subject): number;
  /** What it cannot exceed: 1 of a share. */
  most?(subject: Subject): number;
  /** It is above zero where there is one at all, as a latency is. */
  readonly isPositive?: true;
}

/** A number of one aspect, read from what a run tells of it and, where it compares, from the rest of the service. */
export interface Metric<Own> {
  /** What objectives and claims call it; left out where they cannot ask for it. */
  readonly name?: string;
  readonly field: string;
  readonly unit: MetricUnit;
  readonly about: string;
  value(own: Own, run: ServiceRun): number;
  event?(own: Own, run: ServiceRun): number;
  grain?(own: Own, run: ServiceRun): number;
  most?(own: Own, run: ServiceRun): number;
  readonly isPositive?: true;
  /** Of a metric that can be asked `during` or `for` a time. */
  readonly minute?: MinutePart;
  /** The probability of a latency quantile, whose objectives count the requests answered in time. */
  readonly quantile?: number;
  /** A demand has it too. */
  readonly ofDemand?: true;
  /** Left out where outcome.json does not have it. */
  readonly fold?: Fold;
  /** outcome.json has it only where some run has a value. */
  readonly ifTold?: true;
  /** How a verification calls it, which holds predictions against observed runs. */
  readonly compared?: {
    readonly as: string;
    /** Left out where it is zero on both sides. */
    readonly ifSeen?: true;
    /** It grows with time, so that a run which ended early says nothing of it. */
    readonly grows?: true;
  };
  /** Told of each stratum apart. */
  readonly isHeadline?: true;
  /** What a scaling loop that acts late moves first: simulated again with the lag split otherwise, under this name. */
  readonly bracketedAs?: string;
}

/** Sum of numerators over sum of denominators of the chosen minutes; NaN where there is nothing to divide by. */
export function overMinutes(minutes: MinuteColumns, part: MinutePart, chosen: readonly number[]): number {
  let [above, below] = [0, 0];
  for (const minute of chosen) {
    const [numerator, denominator] = part(minutes, minute);
    above += numerator;
    below += denominator;
  }
  return below === 0 ? Number.NaN : above / below;
}

/** A metric that is a ratio of sums over minutes. */
export function byMinutes(minute: MinutePart): Pick<Metric<unknown>, "minute" | "value"> {
  return { minute, value: (_, { facts }) => overMinutes(facts.minutes, minute, allMinutes(facts)) };
}

/** The mean of a column over the minutes that have a value. */
export function columnPart(column: (minutes: MinuteColumns) => Float64Array): MinutePart {
  return (minutes, minute) => {
    const value = column(minutes)[minute];
    return Number.isNaN(value) ? [0, 0] : [value, 1];
  };
}

/** The value of a column that a share `p` of the minutes with one stays within. */
export function nearestRank(column: Float64Array, p: number): number {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  return sorted.length === 0 ? Number.NaN : sorted[Math.ceil(p * sorted.length - 1e-9) - 1];
}

/** Every minute of a run. */
export function allMinutes({ minutes }: Facts): readonly number[] {
  const [any]: readonly Float64Array[] = Object.values(minutes);
  return any === undefined ? [] : Array.from(any.keys());
}
