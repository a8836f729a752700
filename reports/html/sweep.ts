import { withInterval } from "../../sim/facts/estimates.js";
import { counted, fixed } from "../../sim/facts/numbers.js";
import { cheapestOf, type PointOutcome, type SweepOutcome } from "../../sim/outcome/swept.js";
import type { Chart, PointsChart, ScatterPoint } from "../charts/chart.js";
import { feasibleWords, pointCost, shortPath, verdictOf } from "../sweep/words.js";
import { formats } from "../units.js";
import { unknownsBlocks } from "../unknowns.js";
import type { Block, Cell } from "./block.js";

/** More rows, and more points, than that nobody reads; sweep.csv has them all. */
const rowsMost = 500;
const pointsMost = 2_000;

/** The page of a sweep: cost against p99, and every combination in a table. */
export function sweepBlocks(sweep: SweepOutcome): readonly Block[] {
  const { axes, points, seed, replications, version } = sweep;
  const services = Object.keys(points[0].p99Ms);
  const p99 = services.map((name) => (services.length === 1 ? "p99" : `${name} p99`));
  const listed = foremost(points, rowsMost);
  const rows = listed.map((point): readonly Cell[] => [
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
    ...bestBlocks(sweep),
    { kind: "list", items: axes.map(({ path, values }) => `${path}: ${values.join(", ")}`) },
    ...unknownsBlocks(sweep),
    { kind: "charts", charts: pareto(sweep, services) },
    {
      ...{
        kind: "table",
        caption: listed.length === points.length ? "Every combination" : "The combinations that come first",
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
    ...(listed.length === points.length
      ? []
      : [{ kind: "text", text: `${fixed(points.length - listed.length)} more are in sweep.csv.` } as const]),
  ];
}

/** How many combinations hold every target, and which of them is the cheapest. */
function bestBlocks(sweep: SweepOutcome): readonly Block[] {
  const best = cheapestOf(sweep);
  const hold = { title: "targets", words: feasibleWords(sweep) };
  if (best === null) return [{ kind: "cards", cards: [hold] }];
  const values = best.values.map((value, place) => `${shortPath(sweep.axes[place].path, sweep.axes)} ${value}`);
  const cheapest = { title: "cheapest that holds every target", words: values.join(" · "), tone: "good" } as const;
  return [{ kind: "cards", cards: [hold, cheapest, { title: perWords(sweep), words: pointCost(best, sweep) }] }];
}

/** As many as there is room for, in their order: those that nothing beats, then those that hold every target, then the others. */
function foremost(points: readonly PointOutcome[], most: number): readonly PointOutcome[] {
  if (points.length <= most) return points;
  const rank = ({ isPareto, isFeasible }: PointOutcome) => (isPareto ? 0 : isFeasible ? 1 : 2);
  const kept = new Set(points.toSorted((a, b) => rank(a) - rank(b)).slice(0, most));
  return points.filter((point) => kept.has(point));
}

function perWords({ costField }: SweepOutcome): string {
  return costField === "perMonthUsd" ? "cost a month" : "cost a run";
}

/** Cost against the slowest p99; nothing where no service has latencies. */
function pareto(sweep: SweepOutcome, services: readonly string[]): readonly (Chart & PointsChart)[] {
  const drawn = foremost(sweep.points, pointsMost).flatMap(
    (point): readonly (ScatterPoint & { readonly point: PointOutcome })[] => {
      const x = point.cost[sweep.costField].value;
      const p99 = services.map((name) => point.p99Ms[name].value).filter((value) => value !== null);
      if (x === null || p99.length === 0) return [];
      const y = Math.max(...p99);
      const slowest = services.map((name) => point.p99Ms[name]).find(({ value }) => value === y)!;
      const words = `${point.values.join(" · ")}: ${pointCost(point, sweep)}, ${withInterval(slowest, formats.ms)}`;
      return [{ x, y, words, point }];
    },
  );
  if (drawn.length === 0) return [];
  const best = cheapestOf(sweep);
  const front = drawn.filter(({ point }) => point.isPareto).toSorted((a, b) => a.x - b.x);
  const group = (name: string, as: PointsChart["groups"][number]["as"], points: typeof drawn) => ({
    ...{ name, as },
    points: points.map(({ x, y, words }) => ({ x, y, words })),
  });
  const others = drawn.filter(({ point }) => !point.isPareto);
  const groups = [
    group("nothing is cheaper and faster", "line", front),
    group(
      "holds every target",
      "points",
      others.filter(({ point }) => point.isFeasible),
    ),
    group(
      "others",
      "faint",
      others.filter(({ point }) => !point.isFeasible),
    ),
    group(
      "cheapest that holds every target",
      "chosen",
      drawn.filter(({ point }) => point === best),
    ),
  ].filter(({ points }) => points.length > 0);
  const about = `${counted(drawn.length, "combination")}${drawn.length < sweep.points.length ? ` of ${fixed(sweep.points.length)}` : ""} by cost and p99. Best of both: ${front
    .slice(0, 5)
    .map(({ words }) => words)
    .join("; ")}.`;
  return [
    {
      ...{ kind: "points", title: "Cost against p99", about, groups },
      x: { name: perWords(sweep), unit: "USD" },
      y: { name: services.length > 1 ? "slowest p99" : "p99", unit: "ms" },
    },
  ];
}
