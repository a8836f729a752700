const levels = " ▁▂▃▄▅▆▇█";

/** How the values that share a column of a chart become one. */
export type Gather = (values: readonly number[]) => number;

/** The mean. */
export const average: Gather = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** The maximum. */
export const largest: Gather = (values) => Math.max(...values);

/** Values spread over `width` columns; NaN where a column has nothing that was measured. */
export function spread(values: readonly number[], width: number, gather: Gather): readonly number[] {
  return Array.from({ length: width }, (_, column) => {
    const from = Math.floor((column * values.length) / width);
    const to = Math.max(from + 1, Math.floor(((column + 1) * values.length) / width));
    const measured = values.slice(from, to).filter((value) => Number.isFinite(value));
    return measured.length === 0 ? Number.NaN : gather(measured);
  });
}

// One eighth below two full lines, so that a chart does not touch the one above it.
const tallest = 15;

/** Bars two lines high whose height is proportional to the value, from zero to `top`. */
export function bars(values: readonly number[], top: number): readonly [string, string] {
  const eighths = values.map((value) => (Number.isFinite(value) && top > 0 ? Math.ceil((value / top) * tallest) : 0));
  const draw = (floor: number) => eighths.map((height) => levels[Math.min(8, Math.max(0, height - floor))]).join("");
  return [draw(8), draw(0)];
}
