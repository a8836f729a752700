import type { Entry } from "../entry.js";
import { csvRows, type LineReport } from "./log-format.js";

/** Names the column of a CSV file that holds durations. */
export interface DurationColumn {
  readonly column: string;
  /** Microseconds per unit of the column. */
  readonly unit: number;
}

/** Reads the durations of a column. Nothing else is known of the requests; the other columns serve to choose rows. */
export function columnEntries(text: string, { column, unit }: DurationColumn, report: LineReport): readonly Entry[] {
  const rows = csvRows(text, report);
  if (rows.length > 0 && !(column in rows[0].cells)) {
    report.broken(1, `a column "${column}"`, Object.keys(rows[0].cells).join(", "));
    return [];
  }
  return rows.flatMap(({ line, cells }) => {
    const cell = cells[column]?.trim() ?? "";
    const value = cell === "" ? Number.NaN : Number(cell);
    if (value >= 0 && Number.isFinite(value)) {
      return [
        {
          startedAt: null,
          isExact: false,
          duration: value * unit,
          isAnswered: true,
          server: "",
          ...report.besideUnless(cells),
        },
      ];
    }
    report.broken(line, `a number of at least 0 in "${column}"`, `"${cell}"`);
    return [];
  });
}
