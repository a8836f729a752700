import type { Arrivals } from "./arrivals/index.js";
import { integral } from "./curves/index.js";

/** Variance ÷ mean of the number of arrivals in windows of a given length; null when there are too few windows. */
export interface Dispersion {
  readonly windowS: number;
  readonly index: number | null;
}

const windowsS = [1, 10, 60];
const arrivalsMax = 200_000;
const windowsMin = 20;

/**
 * How bursty arrivals are at 1, 10 and 60 s: Poisson arrivals have 1 and even ones nearly 0 on any curve, since counts
 * are compared with what the curve expects in each window. Consumes the arrivals, the first 200,000 at most.
 */
export function dispersionOf(arrivals: Arrivals): Dispersion[] {
  const times = new Float64Array(arrivalsMax);
  const seen = times.subarray(0, arrivals.fill(times));
  return windowsS.map((windowS) => ({ windowS, index: indexOfDispersion(seen, arrivals, windowS * 1e6) }));
}

/** Σ (count − expected)² ÷ Σ expected over whole windows. */
function indexOfDispersion(times: Float64Array, { rates }: Arrivals, window: number): number | null {
  const windows = Math.floor((times[times.length - 1] - times[0]) / window);
  if (!(windows >= windowsMin)) return null;
  const counts = new Float64Array(windows + 1);
  for (const time of times) counts[Math.min(windows, Math.floor((time - times[0]) / window))]++;
  let squares = 0;
  let expected = 0;
  for (let i = 0; i < windows; i++) {
    const mean = integral(rates, times[0] + i * window, times[0] + (i + 1) * window);
    squares += (counts[i] - mean) ** 2;
    expected += mean;
  }
  return squares / expected;
}
