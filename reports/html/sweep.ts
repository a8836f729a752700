import { withInterval } from "../../sim/facts/estimates.js";
import { counted } from "../../sim/facts/numbers.js";
import type { PointOutcome, SweepOutcome } from "../../sim/outcome/swept.js";
import type { Chart, PointsChart, ScatterPoint } from "../charts/chart.js";
import { feasibleWords, pointCost, shortPath, verdictOf } from "../sweep/words.js";
import { formats } from "../units.js";
import { unknownsBlocks } from "../unknowns.js";
import type { Block, Cell } from "./block.js";

/** The page of a sweep: cost against p99, and every combination in a table. */
export function sweepBlocks(sweep: SweepOutcome): readonly Block[] {
  const { axes, points, seed, replications, version } = sweep;
  const services = Object.keys(points[0].p99Ms);
  const p99 = services.map((name) => (services.length === 1 ? "p99" : `${name} p99`));
  const rows = points.map((point): readonly Cell[] => [
    ...point.values,
    { words: pointCost(point, sweep), by: point.cost[sweep.costField].value ?? Number.NaN },
    ...services.map((name) => ({
      words: withInterval(point.p99Ms[name], formats.ms),
      by: point.p99Ms[name].value ?? Number.NaN,
    })),
    { words: verdictOf(point), tone: point.isFeasible ? "good" : "plain" },
    point.isPareto ? "yes" : "",
  ]);
  const first = axes.length;
  return [
    {
      kind: "text",
      text: `${counted(points.length, "combination")} · seed ${seed} · ${counted(replications, "replication")} each, with the same random numbers · fleetcast ${version}`,
    },
    { kind: "list", items: [...axes.map(({ path, values }) => `${path}: ${values.join(", ")}`), feasibleWords(sweep)] },
    ...unknownsBlocks(sweep),
    { kind: "charts", charts: pareto(sweep, services) },
    {
      ...{
        kind: "table",
        caption: "Every combination",
        numbers: [first, ...services.map((_, index) => first + 1 + index)],
      },
      header: [
        ...axes.map(({ path }) => shortPath(path, axes)),
        perWords(sweep),
        ...p99,
        "targets",
        "nothing beats it",
      ],
      rows,
    },
  ];
}

function perWords({ costField }: SweepOutcome): string {
  return costField === "perMonthUsd" ? "cost a month" : "cost a run";
}

/** Cost against the slowest p99; nothing where no service has latencies. */
function pareto(sweep: SweepOutcome, services: readonly string[]): readonly (Chart & PointsChart)[] {
  const drawn = sweep.points.flatMap((point): readonly (ScatterPoint & { readonly point: PointOutcome })[] => {
    const x = point.cost[sweep.costField].value;
    const p99 = services.map((name) => point.p99Ms[name].value).filter((value) => value !== null);
    if (x === null || p99.length === 0) return [];
    const y = Math.max(...p99);
    const slowest = services.map((name) => point.p99Ms[name]).find(({ value }) => value === y)!;
    const words = `${point.values.join(" · ")}: ${pointCost(point, sweep)}, ${withInterval(slowest, formats.ms)}`;
    return [{ x, y, words, point }];
  });
  if (drawn.length === 0) return [];
  const front = drawn.filter(({ point }) => point.isPareto).toSorted((a, b) => a.x - b.x);
  const group = (name: string, isLine: boolean, points: typeof drawn) => ({
    ...{ name, isLine },
    points: points.map(({ x, y, words }) => ({ x, y, words })),
  });
  const groups = [
    group("nothing is cheaper and faster", true, front),
    group(
      "holds every target",
      false,
      drawn.filter(({ point }) => point.isFeasible && !point.isPareto),
    ),
    group(
      "others",
      false,
      drawn.filter(({ point }) => !point.isFeasible && !point.isPareto),
    ),
  ].filter(({ points }) => points.length > 0);
  const about = `${counted(drawn.length, "combination")} by cost and p99. Best of both: ${front
    .slice(0, 5)
    .map(({ words }) => words)
    .join("; ")}.`;
  return [
    {
      ...{ kind: "points", title: `${perWords(sweep)} against p99`, about, groups },
      x: { name: perWords(sweep), unit: "USD" },
      y: { name: services.length > 1 ? "slowest p99" : "p99", unit: "ms" },
    },
  ];
}
