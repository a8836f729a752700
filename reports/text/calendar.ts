import type { Outcome } from "../../sim/outcome/outcome.js";
import { calendarTable, calendarWords, chartedWords } from "../calendar.js";
import type { Table } from "../ladder.js";
import { hanging, indent, tables } from "../layout.js";
import { heading, type Paint } from "./paint.js";

const indentation = 2;

/** The types of a month's days side by side, in as many tables as the page needs. */
export function calendar(outcome: Outcome, paint: Paint): readonly string[] {
  if (outcome.calendar === undefined) return [];
  const { header, rows } = withoutMonth(calendarTable(outcome));
  const sides = `l${"r".repeat(header.length - 1)}`;
  return [
    heading(`The month: ${calendarWords(outcome.calendar)}`, paint),
    ...indent(tables([header, ...rows], sides, { width: paint.width - indentation })),
    ...hanging("  ", chartedWords(outcome.calendar), paint.width),
  ];
}

/** The page begins with the month. */
function withoutMonth({ header, rows }: Table): Table {
  return { header: header.slice(0, -1), rows: rows.map((row) => row.slice(0, -1)) };
}
