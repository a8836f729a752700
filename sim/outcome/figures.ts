import type { FigureDefinition } from "../facts/aspect.js";
import { aspects } from "../facts/aspects/index.js";
import type { MinuteColumns } from "../facts/facts.js";
import { bucketStart, bucketWidth } from "../statistics/histogram.js";
import { sum } from "../statistics/sum.js";
import { expandObjectives, type Objective, type ServiceAspects } from "./objectives/index.js";
import type { Band, DrawnLimit, Figures, HourlyCost, LatencyBar, MinuteFigure } from "./outcome.js";
import type { RunGroup } from "./runs.js";

/** Fewer runs make no band. */
const bandRunsMin = 2;
/** Digits of a number that is only drawn. */
const drawnDigits = 4;
const barsPerDoubling = 8;

/** The figures of some runs. */
export function figuresOf(
  groups: readonly RunGroup[],
  services: ServiceAspects,
  objectives: readonly Objective[],
): Figures {
  const told = Object.entries(services).map(([service, names]) => ({ service, names }));
  const expanded = expandObjectives(objectives, services);
  return {
    minutes: told.flatMap(({ service, names }) =>
      aspects
        .filter(({ name }) => names.includes(name))
        .flatMap(({ figures = [] }) => figures)
        .map((definition) => minuteFigure(service, definition, groups, expanded)),
    ),
    latencies: Object.fromEntries(
      told.flatMap(({ service }) => {
        const bars = latencyBars(service, groups);
        return bars.length === 0 ? [] : [[service, bars]];
      }),
    ),
    hourlyCost: hourlyCost(groups),
  };
}

function minuteFigure(
  service: string,
  { title, shows, unit, perSecond, lines, limitedBy = [] }: FigureDefinition,
  groups: readonly RunGroup[],
  objectives: readonly Objective[],
): MinuteFigure {
  const banded = lines.filter(({ hasBand }) => hasBand).map(({ column }) => column);
  const limits = objectives
    .filter(({ subject }) => subject.kind === "service" && subject.service === service)
    .filter(({ metric }) => limitedBy.includes(metric))
    .flatMap(({ text, limits: { min, max } }) =>
      [min, max].filter(Number.isFinite).map((value): DrawnLimit => ({ objective: text, value })),
    );
  const bands = banded.flatMap((column) => {
    const band = bandOf(service, column, groups);
    return band === null ? [] : [[column, band] as const];
  });
  return {
    ...{ service, title, shows, unit, ...(perSecond && { perSecond }), lines },
    bands: Object.fromEntries(bands),
    limits,
  };
}

function bandOf(service: string, column: keyof MinuteColumns, groups: readonly RunGroup[]): Band | null {
  const columns = groups.flatMap(({ runs }) =>
    runs.map(({ replication: { services } }) => {
      const { minutes, month } = services[service];
      return minutes[column]?.subarray(0, month?.firstDay);
    }),
  );
  if (columns.length < bandRunsMin || columns.some((values) => values === undefined)) return null;
  const minutes = Math.max(...columns.map(({ length }) => length));
  const extreme = (pick: (...values: number[]) => number) =>
    Array.from({ length: minutes }, (_, minute) => {
      const values = columns.map((each) => each[minute]).filter(Number.isFinite);
      return values.length === 0 ? Number.NaN : drawn(pick(...values));
    });
  return { low: extreme(Math.min), high: extreme(Math.max) };
}

function latencyBars(service: string, groups: readonly RunGroup[]): readonly LatencyBar[] {
  const shares = new Map<number, number>();
  for (const { probability, runs } of groups) {
    const snapshots = runs.flatMap(({ replication }) => replication.services[service].latency?.histogram ?? []);
    const count = sum(snapshots.map(({ counts }) => sum(counts)));
    if (count === 0) continue;
    for (const { firstBucket, counts } of snapshots)
      for (const [at, requests] of counts.entries()) {
        if (requests === 0) continue;
        const bar = barOf(firstBucket + at);
        shares.set(bar, (shares.get(bar) ?? 0) + (probability * requests) / count);
      }
  }
  if (shares.size === 0) return [];
  const edge = (bar: number) => drawn(2 ** (bar / barsPerDoubling) / 1_000);
  return [...shares]
    .sort(([a], [b]) => a - b)
    .map(([bar, share]) => ({ fromMs: edge(bar), toMs: edge(bar + 1), share: drawn(share) }));
}

/** Bars are as wide as the eighth of a doubling, so that they look alike on a logarithmic axis. */
function barOf(bucket: number): number {
  const middle = bucketStart(bucket) + bucketWidth(bucket) / 2;
  return Math.floor(Math.log2(middle) * barsPerDoubling);
}

function hourlyCost(groups: readonly RunGroup[]): readonly HourlyCost[] {
  const all = new Map<string, { readonly service: string; readonly item: string; readonly usd: number[] }>();
  for (const { probability, runs } of groups)
    for (const { bill } of runs)
      for (const { service, item, hourlyUsd } of bill.lines) {
        const key = JSON.stringify([service, item]);
        const line = all.get(key) ?? { service, item, usd: Array.from(hourlyUsd, () => 0) };
        all.set(key, line);
        for (const [hour, usd] of hourlyUsd.entries())
          line.usd[hour] = (line.usd[hour] ?? 0) + (probability * usd) / runs.length;
      }
  return [...all.values()]
    .map(({ service, item, usd }) => ({ service, item, usd: usd.map(drawn) }))
    .toSorted((a, b) => sum(b.usd) - sum(a.usd));
}

function drawn(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(drawnDigits)) : value;
}
