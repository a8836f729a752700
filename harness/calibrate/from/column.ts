import type { Entry } from "../observation.js";
import { csvRows, type LineReport } from "./log-format.js";

/** A column of durations in any CSV file. */
export interface DurationColumn {
  readonly column: string;
  /** Microseconds that a 1 in it stands for. */
  readonly unit: number;
}

/** The durations of a column, of requests of which nothing else is known; any other column chooses rows. */
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
