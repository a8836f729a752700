import { CsvError, parse } from "csv-parse/sync";
import type { Report } from "./log-format.js";

/** A row of a CSV file by the names of its columns, with the line that it ends on. */
export interface CsvRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** The rows of a CSV file whose first line names the columns; what cannot be parsed is reported. */
export function csvRows(text: string, report: Report): readonly CsvRow[] {
  try {
    const rows = parse(text, { columns: true, info: true, bom: true, skip_empty_lines: true }) as unknown;
    return (rows as readonly ParsedRow[]).map(({ info, record }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    report(Number(error.lines ?? 1), "rows of comma-separated values", error.message);
    return [];
  }
}

interface ParsedRow {
  readonly info: { readonly lines: number };
  readonly record: Readonly<Record<string, string>>;
}
