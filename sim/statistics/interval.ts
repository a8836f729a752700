/** A range between two bounds, both inside. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}
