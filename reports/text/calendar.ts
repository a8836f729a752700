import type { Outcome } from "../../sim/outcome/outcome.js";
import { calendarTable, calendarWords, chartedWords } from "../calendar.js";
import type { Table } from "../ladder.js";
import { columns, hanging, indent, pageWidth } from "../layout.js";
import { heading, type Paint } from "./paint.js";

const indentation = 2;
const gap = 2;

/** The types of a month's days side by side, in as many tables as the page needs. */
export function calendar(outcome: Outcome, paint: Paint): readonly string[] {
  if (outcome.calendar === undefined) return [];
  const tables = fitting(withoutMonth(calendarTable(outcome))).map((table) =>
    indent(columns(table, `l${"r".repeat(table[0].length)}`)),
  );
  return [
    heading(`The month: ${calendarWords(outcome.calendar)}`, paint),
    ...tables.flatMap((lines, at) => (at === 0 ? lines : ["", ...lines])),
    ...hanging("  ", chartedWords(outcome.calendar)),
  ];
}

/** The page begins with the month. */
function withoutMonth({ header, rows }: Table): Table {
  return { header: header.slice(0, -1), rows: rows.map((row) => row.slice(0, -1)) };
}

/** The columns of a table in groups that are no wider than the page, each behind the first column. */
function fitting({ header, rows }: Table): readonly (readonly (readonly string[])[])[] {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const groups: number[][] = [[]];
  let left = pageWidth - indentation - widths[0];
  for (let column = 1; column < header.length; column++) {
    const width = widths[column] + gap;
    if (width > left && groups.at(-1)!.length > 0) {
      groups.push([]);
      left = pageWidth - indentation - widths[0];
    }
    groups.at(-1)!.push(column);
    left -= width;
  }
  return groups.map((group) => all.map((row) => [row[0], ...group.map((column) => row[column])]));
}
