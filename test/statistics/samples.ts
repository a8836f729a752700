import { normalQuantile } from "../../sim/statistics/distributions.js";

/** Uniform values in (0, 1) from a seed: the 32-bit generator known as mulberry32. */
export function uniforms(seed: number, count: number): number[] {
  let state = seed | 0;
  return Array.from({ length: count }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  });
}

/** Standard normal values by Box and Muller's transform. */
export function normals(seed: number, count: number): number[] {
  const uniform = uniforms(seed, 2 * count);
  return Array.from(
    { length: count },
    (_, i) => Math.sqrt(-2 * Math.log(uniform[2 * i])) * Math.cos(2 * Math.PI * uniform[2 * i + 1]),
  );
}

/** Exponential values of mean 1. */
export function exponentials(seed: number, count: number): number[] {
  return uniforms(seed, count).map((uniform) => -Math.log(uniform));
}

/** The values cut into rows of a given length. */
export function rows(values: readonly number[], length: number): number[][] {
  return Array.from({ length: values.length / length }, (_, i) => values.slice(i * length, (i + 1) * length));
}

/** The range in which a share of n independent successes of probability p falls with 99.9 % confidence. */
export function binomialRange(p: number, n: number): { low: number; high: number } {
  const half = normalQuantile(0.9995) * Math.sqrt((p * (1 - p)) / n);
  return { low: p - half, high: p + half };
}
