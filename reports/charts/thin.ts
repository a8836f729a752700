/** More points than that nobody can tell apart on a page. */
const placesMax = 1_440;
const digits = 4;

type Point = readonly [minute: number, value: number | null];

/**
 * Minutes as points of a line. Of a long run each place keeps its least and its most, in their order, so that no peak is
 * lost; every point is one of the minutes.
 */
export function thinned(values: readonly number[]): readonly Point[] {
  const size = Math.ceil(values.length / placesMax);
  if (size <= 1) return values.map((_, minute) => point(values, minute));
  return Array.from({ length: Math.ceil(values.length / size) }, (_, place) => {
    const from = place * size;
    const until = Math.min(values.length, from + size);
    let least = -1;
    let most = -1;
    for (let minute = from; minute < until; minute++) {
      if (!Number.isFinite(values[minute])) continue;
      if (least < 0 || values[minute] < values[least]) least = minute;
      if (most < 0 || values[minute] > values[most]) most = minute;
    }
    if (least < 0) return [point(values, from)];
    return [...new Set([Math.min(least, most), Math.max(least, most)])].map((minute) => point(values, minute));
  }).flat();
}

function point(values: readonly number[], minute: number): Point {
  const value = values[minute];
  return [minute, Number.isFinite(value) ? Number(value.toPrecision(digits)) : null];
}
