import type { Interval } from "./interval.js";
import { incompleteBeta, solveIncreasing } from "./special-functions.js";

/** The quantile of a beta distribution. */
export function betaQuantile(p: number, a: number, b: number): number {
  return solveIncreasing((x) => incompleteBeta(x, a, b), p, 0, 1);
}

/** The exact interval of a proportion (Clopper and Pearson, 1934): never narrower than its level promises. */
export function proportionInterval(successes: number, trials: number, level = 0.95): Interval {
  const tail = (1 - level) / 2;
  return {
    low: successes === 0 ? 0 : betaQuantile(tail, successes, trials - successes + 1),
    high: successes === trials ? 1 : betaQuantile(1 - tail, successes + 1, trials - successes),
  };
}

/** What never happened in n trials happens with probability at most 3/n (95 % confidence), not 0. */
export function ruleOfThree(trials: number): number {
  return 3 / trials;
}
