import { stringify } from "csv-stringify/sync";
import type { Estimate } from "../../sim/facts/estimates.js";
import type { SweepOutcome } from "../../sim/outcome/swept.js";
import type { Reporter } from "../reporter.js";

/** A row for every combination, in the order of the axes. */
export const csv: Reporter<SweepOutcome> = {
  format: "csv",
  print({ axes, points }) {
    const services = Object.keys(points[0].p99Ms);
    const objectives = points[0].objectives.map(({ objective }) => objective);
    const header = [
      ...axes.map(({ path }) => path),
      ...["replications", ...estimated("totalUsd"), ...estimated("perMonthUsd")],
      ...services.flatMap((name) => estimated(`${name}.p99Ms`)),
      ...["isFeasible", "isPareto"],
      ...objectives,
    ];
    const rows = points.map((point) => [
      ...point.values,
      ...[point.replications, ...cells(point.cost.totalUsd), ...cells(point.cost.perMonthUsd)],
      ...services.flatMap((name) => cells(point.p99Ms[name])),
      ...[point.isFeasible, point.isPareto],
      ...point.objectives.map(({ verdict }) => verdict),
    ]);
    return stringify([header, ...rows], { cast: { boolean: (value) => (value ? "yes" : "no") } });
  },
};

function estimated(name: string): readonly string[] {
  return [name, `${name}.low`, `${name}.high`];
}

function cells({ value, low, high }: Estimate): readonly (number | null)[] {
  return [value, low, high];
}
