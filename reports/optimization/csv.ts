import { stringify } from "csv-stringify/sync";
import type { Estimate } from "../../sim/facts/estimates.js";
import type { OptimizationOutcome } from "../../sim/outcome/optimized.js";
import type { Reporter } from "../reporter.js";

/** A row for every candidate, those that were looked at longest first. */
export const csv: Reporter<OptimizationOutcome> = {
  format: "csv",
  print({ axes, candidates, costField }) {
    const services = Object.keys(candidates[0].p99Ms);
    const header = [
      ...axes.map(({ path }) => path),
      ...["replications", ...estimated(costField), ...estimated("costsMore")],
      ...services.flatMap((name) => estimated(`${name}.p99Ms`)),
      ...["feasible", "fate", "why"],
    ];
    const rows = candidates.map((each) => [
      ...each.values,
      ...[each.replications, ...cells(each.cost), ...cells(each.costsMore)],
      ...services.flatMap((name) => cells(each.p99Ms[name])),
      ...[each.feasible, each.fate, each.why],
    ]);
    return stringify([header, ...rows]);
  },
};

function estimated(name: string): readonly string[] {
  return [name, `${name}.low`, `${name}.high`];
}

function cells({ value, low, high }: Estimate): readonly (number | null)[] {
  return [value, low, high];
}
