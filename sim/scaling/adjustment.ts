/** How the adjustment of a step is to be read; AWS's spellings beside ours. */
export const adjustmentTypes = [
  "change-in-capacity",
  "exact-capacity",
  "percent-change-in-capacity",
  "ChangeInCapacity",
  "ExactCapacity",
  "PercentChangeInCapacity",
] as const;
export type AdjustmentType = (typeof adjustmentTypes)[number];

/** The adjustment is a count of tasks, not a change of it. */
export function isExact(type: AdjustmentType): boolean {
  return type === "exact-capacity" || type === "ExactCapacity";
}

/** A step: its bounds are relative to the alarm's threshold; a bound left out is infinite. */
export interface Step {
  readonly lowerBound?: number;
  readonly upperBound?: number;
  readonly adjustment: number;
}

/**
 * The step for a breach of this size. Above the threshold the lower bound is inclusive and the upper exclusive; below
 * it the other way round (Application Auto Scaling user guide, step scaling policies).
 */
export function findStep(steps: readonly Step[], breach: number, side: "above" | "below"): Step | undefined {
  return steps.find(({ lowerBound = Number.NEGATIVE_INFINITY, upperBound = Number.POSITIVE_INFINITY }) =>
    side === "above" ? lowerBound <= breach && breach < upperBound : lowerBound < breach && breach <= upperBound,
  );
}

/** The capacity that a step proposes from the present one. */
export function adjustCapacity(
  capacity: number,
  type: AdjustmentType,
  adjustment: number,
  minAdjustmentMagnitude: number,
): number {
  switch (type) {
    case "exact-capacity":
    case "ExactCapacity":
      return adjustment;
    case "change-in-capacity":
    case "ChangeInCapacity":
      return capacity + adjustment;
    case "percent-change-in-capacity":
    case "PercentChangeInCapacity":
      return capacity + percentChange(capacity, adjustment, minAdjustmentMagnitude);
  }
}

/** AWS rounds toward zero, but anything between 0 and ±1 to ±1; then the least magnitude applies. */
function percentChange(capacity: number, percent: number, minAdjustmentMagnitude: number): number {
  const exact = (capacity * percent) / 100;
  const rounded = Math.abs(exact) < 1 ? Math.sign(percent) * Math.ceil(Math.abs(exact)) : Math.trunc(exact);
  return Math.sign(percent) * Math.max(Math.abs(rounded), minAdjustmentMagnitude);
}

/** What is wrong with a list of steps, or undefined: gaps, overlaps, an empty step or too many open ends. */
export function stepsProblem(steps: readonly Step[]): string | undefined {
  const lower = ({ lowerBound = Number.NEGATIVE_INFINITY }: Step) => lowerBound;
  const upper = ({ upperBound = Number.POSITIVE_INFINITY }: Step) => upperBound;
  const sorted = steps.toSorted((a, b) => (lower(a) < lower(b) ? -1 : 1));
  for (const [index, step] of sorted.entries()) {
    if (lower(step) >= upper(step)) return "steps whose lowerBound is below their upperBound";
    const next = sorted[index + 1];
    if (next && upper(step) < lower(next)) return "steps without a gap between them";
    if (next && upper(step) > lower(next)) return "steps that do not overlap";
  }
  return undefined;
}
