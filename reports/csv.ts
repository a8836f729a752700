import { stringify } from "csv-stringify/sync";
import { measures } from "./measures.js";
import type { Reporter } from "./reporter.js";

const header = [
  "scenario",
  "variant",
  "service",
  "measure",
  "unit",
  "value",
  "low",
  "high",
  "predictedLow",
  "predictedHigh",
];

/** A row per measure, for spreadsheets. */
export const csv: Reporter = {
  format: "csv",
  print(outcome) {
    const rows = measures(outcome).map(({ service, name, unit, estimate: { value, low, high, predictedRange } }) => [
      outcome.scenario,
      outcome.variant,
      service,
      name,
      unit,
      ...[value, low, high, predictedRange?.[0], predictedRange?.[1]].map(cell),
    ]);
    return stringify([header, ...rows]);
  },
};

function cell(value: number | null | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
