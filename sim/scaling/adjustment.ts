import { decimal } from "./decimal.js";

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
  const by = decimal(breach);
  return steps.find((step) => {
    const [lower, upper] = boundsOf(step).map(decimal);
    return side === "above" ? lower <= by && by < upper : lower < by && by <= upper;
  });
}

/** A bound that is left out is infinite. */
export function boundsOf({ lowerBound, upperBound }: Step): readonly [lower: number, upper: number] {
  return [lowerBound ?? Number.NEGATIVE_INFINITY, upperBound ?? Number.POSITIVE_INFINITY];
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

/** What is wrong with a list of steps, or undefined: holes, overlaps, an empty step. */
export function stepsProblem(steps: readonly Step[], print: (bound: number) => string = String): string | undefined {
  const numbered = steps.map((step, index) => ({ number: index + 1, bounds: boundsOf(step) }));
  const sorted = numbered.toSorted(({ bounds: [a] }, { bounds: [b] }) => (a < b ? -1 : 1));
  for (const [index, { number, bounds }] of sorted.entries()) {
    const [lower, upper] = bounds;
    if (lower >= upper) return `a lowerBound below the upperBound in step ${number}`;
    const next = sorted[index + 1];
    if (next === undefined) return undefined;
    const [nextLower] = next.bounds;
    const both = `step ${number} (up to ${print(upper)}) and step ${next.number} (from ${print(nextLower)})`;
    if (upper < nextLower) return `no hole between ${both}: let them meet at one bound`;
    if (upper > nextLower) return `no overlap of ${both}: let them meet at one bound`;
  }
  return undefined;
}
