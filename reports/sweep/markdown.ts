import { withInterval } from "../../sim/facts/estimates.js";
import { counted } from "../../sim/facts/numbers.js";
import type { SweepOutcome } from "../../sim/outcome/swept.js";
import { table } from "../markdown.js";
import type { Reporter } from "../reporter.js";
import { formats } from "../units.js";
import { unknownsMarkdown } from "../unknowns.js";
import { feasibleWords, pointCost, shortPath, verdictOf } from "./words.js";

/** The table of a sweep, cheapest first; what nothing beats in cost and p99 is in bold. */
export const markdown: Reporter<SweepOutcome> = {
  format: "markdown",
  print(sweep) {
    const { scenario, axes, points, seed, replications, version, costField } = sweep;
    const services = Object.keys(points[0].p99Ms);
    const cost = (point: (typeof points)[number]) => point.cost[costField].value ?? Number.POSITIVE_INFINITY;
    const shown = points.toSorted((a, b) => cost(a) - cost(b));
    const rows = shown.map((point) => [
      ...point.values.map((value) => (point.isPareto ? `**${value}**` : value)),
      pointCost(point, sweep),
      ...services.map((name) => withInterval(point.p99Ms[name], formats.ms)),
      verdictOf(point),
    ]);
    const header = [
      ...axes.map(({ path }) => shortPath(path, axes)),
      costField === "perMonthUsd" ? "cost a month" : "cost a run",
      ...services.map((name) => `${name} p99`),
      "targets",
    ];
    const facts = `${counted(points.length, "combination")} · seed ${seed} · ${counted(replications, "replication")} each, with the same random numbers · fleetcast ${version}`;
    return `${[`### Sweep of ${scenario}`, `${feasibleWords(sweep)}. ${facts}`, unknownsMarkdown(sweep), table(header, rows)].join("\n\n")}\n`;
  },
};
