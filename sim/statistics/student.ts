import { betaQuantile } from "./proportion.js";
import { incompleteBeta } from "./special-functions.js";

/** The probability that a Student t variable is at most t; degrees of freedom need not be whole. */
export function studentCdf(t: number, degreesOfFreedom: number): number {
  const beyond = incompleteBeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5) / 2;
  return t < 0 ? beyond : 1 - beyond;
}

/** The t that a Student variable stays below with probability p. */
export function studentQuantile(p: number, degreesOfFreedom: number): number {
  if (p < 0.5) return -studentQuantile(1 - p, degreesOfFreedom);
  const x = betaQuantile(2 * (1 - p), degreesOfFreedom / 2, 0.5);
  return Math.sqrt((degreesOfFreedom * (1 - x)) / x);
}
