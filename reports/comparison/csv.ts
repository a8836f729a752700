import { stringify } from "csv-stringify/sync";
import type { ComparisonOutcome } from "../../sim/outcome/compared.js";
import type { Reporter } from "../reporter.js";

const header = [
  ...["base", "other", "field", "unit", "baseValue", "otherValue"],
  ...["difference", "low", "high", "correlation", "varianceReduction", "warning"],
];

/** A row for every reading and every part of the bill of each configuration against the first. */
export const csv: Reporter<ComparisonOutcome> = {
  format: "csv",
  print({ contrasts }) {
    const rows = contrasts.flatMap(({ base, other, readings, lines }) =>
      [...readings, ...lines].map((each) => [
        ...[base, other, each.field, each.unit, each.base.value, each.other.value],
        ...[each.difference, each.interval?.low ?? null, each.interval?.high ?? null],
        ...[each.correlation, each.varianceReduction, each.warning],
      ]),
    );
    return stringify([header, ...rows]);
  },
};
