interface Comparison {
  readonly breaches: (value: number, threshold: number) => boolean;
  /** Side of the threshold on which the alarm is in ALARM. */
  readonly side: "above" | "below";
}

/** Both as a person writes them. */
const inDecimal = (compare: Comparison["breaches"]): Comparison["breaches"] => {
  return (value, threshold) => compare(decimal(value), decimal(threshold));
};

const atLeast: Comparison = { breaches: inDecimal((value, threshold) => value >= threshold), side: "above" };
const over: Comparison = { breaches: inDecimal((value, threshold) => value > threshold), side: "above" };
const atMost: Comparison = { breaches: inDecimal((value, threshold) => value <= threshold), side: "below" };
const under: Comparison = { breaches: inDecimal((value, threshold) => value < threshold), side: "below" };

/** The comparisons of an alarm, in our spelling and in CloudWatch's. */
export const comparisonSpellings = [
  ">=",
  ">",
  "<=",
  "<",
  "GreaterThanOrEqualToThreshold",
  "GreaterThanThreshold",
  "LessThanOrEqualToThreshold",
  "LessThanThreshold",
] as const;

export const comparisons: Readonly<Record<(typeof comparisonSpellings)[number], Comparison>> = {
  ">=": atLeast,
  ">": over,
  "<=": atMost,
  "<": under,
  GreaterThanOrEqualToThreshold: atLeast,
  GreaterThanThreshold: over,
  LessThanOrEqualToThreshold: atMost,
  LessThanThreshold: under,
};

/**
 * A value as a person writes it in decimal, to nine places: 20 % against 30 % is −10 %, not −9.999999999999998 %. Alarms and
 * steps compare such values, since the bounds that they are compared with are written in decimal.
 */
export function decimal(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
