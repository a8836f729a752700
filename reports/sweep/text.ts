import { withInterval } from "../../sim/facts/estimates.js";
import { counted } from "../../sim/facts/numbers.js";
import type { PointOutcome, SweepOutcome } from "../../sim/outcome/swept.js";
import { hanging, indent, tables, wrap } from "../layout.js";
import type { Reporter } from "../reporter.js";
import { heading, type Paint, paints } from "../text/paint.js";
import { formats } from "../units.js";
import { unknownsLines } from "../unknowns.js";
import { feasibleWords, pointCost, shortPath, verdictOf } from "./words.js";

/** Combinations that a page lists; all are in the CSV. */
const rowsMax = 60;

type Section = (sweep: SweepOutcome, paint: Paint) => readonly string[];

/** The front of cost against p99 first, then every combination, cheapest first. */
export const text: Reporter<SweepOutcome> = {
  format: "text",
  print(sweep, options) {
    const paint = paints(options);
    const sections: readonly Section[] = [identity, front, table, unknownsLines];
    const blocks = sections.map((section) => section(sweep, paint).join("\n")).filter((block) => block !== "");
    return `${blocks.join("\n\n")}\n`;
  },
};

const identity: Section = (sweep, paint) => {
  const { scenario, axes, points, seed, replications, version } = sweep;
  const facts = `${counted(points.length, "combination")} · seed ${seed} · ${counted(replications, "replication")} each, with the same random numbers · fleetcast ${version}`;
  return [
    paint.bold(`sweep of ${scenario}`),
    ...wrap(facts, paint.width).map((line) => paint.dim(line)),
    ...axes.flatMap(({ path, values }) => hanging(`  ${path}: `, values.join(", "), paint.width)),
    `  ${feasibleWords(sweep)}`,
  ];
};

const front: Section = (sweep, paint) => {
  const chosen = cheapestFirst(sweep).filter(({ isPareto }) => isPareto);
  if (chosen.length === 0) return [];
  return [heading("Nothing is both cheaper and faster than these", paint), ...indent(rows(sweep, chosen, paint))];
};

const table: Section = (sweep, paint) => {
  const all = cheapestFirst(sweep);
  const rest = all.length - rowsMax;
  return [
    heading("Every combination, the cheapest first", paint),
    ...indent(rows(sweep, all.slice(0, rowsMax), paint)),
    ...(rest > 0 ? [paint.dim(`  and ${counted(rest, "more combination")}: --format csv has all of them`)] : []),
  ];
};

function rows(sweep: SweepOutcome, points: readonly PointOutcome[], paint: Paint): readonly string[] {
  const services = Object.keys(points[0].p99Ms);
  const per = sweep.costField === "perMonthUsd" ? "cost a month" : "cost a run";
  const p99 = services.map((name) => (services.length === 1 ? "p99" : `${name} p99`));
  const header = [...sweep.axes.map(({ path }) => shortPath(path, sweep.axes)), per, ...p99, "targets"];
  const cells = points.map((point) => [
    ...point.values,
    pointCost(point, sweep),
    ...services.map((name) => withInterval(point.p99Ms[name], formats.ms)),
    verdictOf(point),
  ]);
  const lead = sweep.axes.length;
  const sides = `${"l".repeat(lead)}${"r".repeat(1 + services.length)}l`;
  return tables([header, ...cells], sides, { width: paint.width - 2, lead });
}

function cheapestFirst({ points, costField }: SweepOutcome): readonly PointOutcome[] {
  const cost = (point: PointOutcome) => point.cost[costField].value ?? Number.POSITIVE_INFINITY;
  return points.toSorted((a, b) => cost(a) - cost(b));
}
