import { solveIncreasing, upperIncompleteGamma } from "./special-functions.js";

/** Φ(z), the probability that a standard normal value is at most z. */
export function normalCdf(z: number): number {
  const beyond = upperIncompleteGamma(0.5, (z * z) / 2) / 2;
  return z < 0 ? beyond : 1 - beyond;
}

/** The z with Φ(z) = p. */
export function normalQuantile(p: number): number {
  if (p < 0.5) return -normalQuantile(1 - p);
  if (p >= 1) return p === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  return solveIncreasing(normalCdf, p, 0, 10);
}
