import type { Chart, TimeLine } from "./chart.js";

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

/** Most points of a page in all, so that it opens at once and stays small enough to be sent. */
const pagePointsMax = 40_000;

/** The charts of a page with as many points as it bears: where there are more, each line keeps the least and the most of a stretch. */
export function fitted(charts: readonly Chart[]): readonly Chart[] {
  const points = charts
    .flatMap((chart) => (chart.kind === "time" ? chart.lines : []))
    .reduce((sum, line) => sum + sizeOf(line), 0);
  if (points <= pagePointsMax) return charts;
  const size = 2 * Math.ceil(points / pagePointsMax);
  return charts.map((chart) =>
    chart.kind === "time" ? { ...chart, lines: chart.lines.map((line) => coarser(line, size)) } : chart,
  );
}

function sizeOf({ points, band }: TimeLine): number {
  return points.length + 1.5 * band.length;
}

function coarser(line: TimeLine, size: number): TimeLine {
  return {
    ...line,
    points: stretches(line.points, size).flatMap((stretch) => extremes(stretch)),
    band: stretches(line.band, size).map(widest),
  };
}

function widest(stretch: TimeLine["band"]): TimeLine["band"][number] {
  const lows = stretch.flatMap(([, low]) => low ?? []);
  const highs = stretch.flatMap(([, , high]) => high ?? []);
  const [[minute]] = stretch;
  return lows.length === 0 || highs.length === 0
    ? [minute, null, null]
    : [minute, Math.min(...lows), Math.max(...highs)];
}

/** The least and the most of some points, in their order. */
function extremes(stretch: readonly Point[]): readonly Point[] {
  const told = stretch.filter(([, value]) => value !== null);
  if (told.length === 0) return [stretch[0]];
  const byValue = told.toSorted(([, a], [, b]) => a! - b!);
  return [...new Set([byValue[0], byValue.at(-1)!])].toSorted(([a], [b]) => a - b);
}

function stretches<T>(points: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(points.length / size) }, (_, index) =>
    points.slice(index * size, (index + 1) * size),
  );
}
