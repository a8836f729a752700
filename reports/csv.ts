import { stringify } from "csv-stringify/sync";
import { unitOfValue } from "../sim/outcome/objectives/parse.js";
import type { ObjectiveOutcome, Outcome } from "../sim/outcome/outcome.js";
import { dayReadings, ladderReadings, type Reading, readings } from "./readings.js";
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
  ...["verdict", "severity", "margin", "detail"],
];

/** A row per reading, then one per objective, then what depends on the age of the metric and what a ladder saves, for spreadsheets. */
export const csv: Reporter = {
  format: "csv",
  print(outcome) {
    const { scenario, variant, objectives } = outcome;
    const rows = [
      ...readings(outcome).map(readingRow),
      ...objectives.map((objective) => objectiveRow(objective)),
      ...bracketRows(outcome),
      ...ladderReadings(outcome).map(readingRow),
      ...dayReadings(outcome).map(readingRow),
      ...dayObjectiveRows(outcome),
    ];
    return stringify([header, ...rows.map((row) => [scenario, variant, ...row])]);
  },
};

function readingRow({ service, name, unit, estimate: { value, low, high, predictedRange } }: Reading) {
  const numbers = [value, low, high, predictedRange?.[0], predictedRange?.[1]].map(cell);
  return [service, name, unit, ...numbers, ...unjudged];
}

function objectiveRow({ objective, value, ...judged }: ObjectiveOutcome, of = "") {
  return ["", `${of}objectives.${objective}`, unitOfValue(objective), cell(value), ...alone, ...judgedCells(judged)];
}

/** The objectives of each type of a month's days. */
function dayObjectiveRows({ calendar }: Outcome) {
  return (calendar?.types ?? []).flatMap(({ name, objectives }) =>
    objectives.map((objective) => objectiveRow(objective, `calendar.${name}.`)),
  );
}

/** Results at the ends of an unknown's range: a row for each end of each number and verdict that it changes. */
function bracketRows({ brackets }: Outcome) {
  if (brackets === undefined) return [];
  const { moved, verdicts } = brackets;
  return (["allAge", "fresh"] as const).flatMap((end) => [
    ...moved.map((one) => ["", `brackets.${end}.${one.field}`, one.unit, one[end], ...alone, ...unjudged]),
    ...verdicts.map((one) => {
      const name = `brackets.${end}.objectives.${one.objective}`;
      return ["", name, unitOfValue(one.objective), null, ...alone, one[end], ...unjudged.slice(1)];
    }),
  ]);
}

/** No interval and no range; no verdict, severity, margin and detail. */
const alone = [null, null, null, null];
export const unjudged = [null, null, null, null];

/** The columns verdict, severity, margin and detail. */
export function judgedCells({ verdict, severity, margin, detail }: Omit<ObjectiveOutcome, "objective" | "value">) {
  return [verdict, severity, cell(margin), detail];
}

/** A number, or an empty cell. */
export function cell(value: number | null | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
