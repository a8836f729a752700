/** Services of 10 ms on average in three shapes, as a scenario writes them. */
export const exponential = "{ kind: exponential, mean: 10ms }";
export const fixed = "10ms";
export const lognormal = "{ kind: lognormal, median: 6065us, sigma: 1 }";

/** The lognormal's variance in ms²: (e − 1) times the square of its mean. */
export const lognormalVariance = (Math.E - 1) * 100;

/** The three of them by name, for what holds of all. */
export const anyWork = [
  ["exponential", exponential],
  ["fixed", fixed],
  ["lognormal", lognormal],
] as const;

/** Microseconds in the millisecond that the formulas reckon in. */
export const ms = 1_000;
