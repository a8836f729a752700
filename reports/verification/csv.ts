import { stringify } from "csv-stringify/sync";
import { unitOfValue } from "../../sim/outcome/objectives/parse.js";
import type { ComparedReading, Verification } from "../../sim/outcome/verification/index.js";
import { cell, judgedCells, unjudged } from "../csv.js";
import type { Reporter } from "../reporter.js";
import { comparedDemands } from "./cells.js";

const header = [
  ...["scenario", "variant", "service", "measure", "unit", "predicted", "predictedLow", "predictedHigh"],
  ...["sameSeed", "measured", "error", "errorOfSameSeed", "inRange"],
  ...["verdict", "severity", "margin", "detail"],
];

/** Cells between the unit and the verdict of a row that has only a measured value. */
const measuredAlone = (measured: number | null) => [null, null, null, null, measured, null, null, null];

/** A row per measure, then one per objective and one per check of the load, for spreadsheets. */
export const csv: Reporter<Verification> = {
  format: "csv",
  print: (verification) => verificationCsv(verification),
};

/** The rows of a verification, below those of what else was measured of a service. */
export function verificationCsv(
  { scenario, variant, services, objectives, audit }: Verification,
  others: readonly (readonly [service: string, measure: ComparedReading])[] = [],
): string {
  const rows = [
    ...others.map(([service, measure]) => measureRow(service, measure)),
    ...Object.entries(services).flatMap(([name, service]) =>
      [{ subject: name, measures: service.measures }, ...comparedDemands(name, service)].flatMap(
        ({ subject, measures }) => measures.map((one) => measureRow(subject, one)),
      ),
    ),
    ...objectives.map(({ objective, value, ...judged }) => {
      const values = measuredAlone(cell(value));
      return ["", `objectives.${objective}`, unitOfValue(objective), ...values, ...judgedCells(judged)];
    }),
    ...audit.checks.map(({ name, unit, value, limit, passed, detail }) => {
      const found = [passed ? "met" : "missed", null, null, `${limit} ${detail}`.trim()];
      return ["", `audit.${name}`, unit === "p" ? "ratio" : unit, ...measuredAlone(cell(value)), ...found];
    }),
  ];
  return stringify([header, ...rows.map((row) => [scenario, variant, ...row])]);
}

function measureRow(service: string, measure: ComparedReading) {
  const { field, unit, predicted, predictedRange, paired, measured, error, errorOfPaired, inside } = measure;
  const numbers = [predicted, predictedRange?.[0], predictedRange?.[1], paired, measured, error, errorOfPaired].map(
    cell,
  );
  return [service, field, unit, ...numbers, inside === null ? null : inside ? "yes" : "no", ...unjudged];
}
