/**
 * An exponential function and a logarithm that give the same bits on every engine, whereas the language leaves the last
 * bits of `Math.exp`, `Math.log` and `**` open. They use only + − × ÷, square roots and tables, which IEEE 754 fixes.
 */

const steps = 256;

/** `2^(i/256)`, as products of repeated square roots of two. */
const fractions = (() => {
  const table = new Float64Array(steps).fill(1);
  for (let bit = steps >> 1, root = Math.SQRT2; bit >= 1; bit >>= 1, root = Math.sqrt(root)) {
    for (let i = 0; i < steps; i++) if (i & bit) table[i] *= root;
  }
  return table;
})();

const smallestPower = -1022;

/** `2^n` for every normal double, from n = −1022 on. */
const powers = (() => {
  const table = new Float64Array(2046);
  table[-smallestPower] = 1;
  for (let i = -smallestPower + 1; i < table.length; i++) table[i] = table[i - 1] * 2;
  for (let i = -smallestPower - 1; i >= 0; i--) table[i] = table[i + 1] / 2;
  return table;
})();

const stepsPerUnit = steps / Math.LN2;
const step = Math.LN2 / steps;

/**
 * `e^x` for |x| ≤ 708, with a relative error below 1e-13 (3e-15 for |x| ≤ 20): 2^(n/256) from tables times a Taylor
 * polynomial of degree four.
 */
export function exp(x: number): number {
  const n = Math.floor(x * stepsPerUnit + 0.5) | 0;
  const r = x - n * step;
  const polynomial = 1 + r * (1 + r * (0.5 + r * (1 / 6 + r * (1 / 24))));
  return powers[(n >> 8) - smallestPower] * fractions[n & (steps - 1)] * polynomial;
}

/**
 * Natural logarithm of a positive number: ln m + k·ln 2 with ln m = 2·artanh((m − 1)/(m + 1)). Too slow for the hot
 * path.
 */
export function log(x: number): number {
  let m = x;
  let k = 0;
  for (; m > Math.SQRT2; k++) m /= 2;
  for (; m < Math.SQRT1_2; k--) m *= 2;
  const s = (m - 1) / (m + 1);
  let series = 0;
  for (let power = 23; power >= 1; power -= 2) series = series * s * s + 1 / power;
  return 2 * s * series + k * Math.LN2;
}
