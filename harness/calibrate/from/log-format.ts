import { CsvError, parse } from "csv-parse/sync";
import { timestampMicros } from "../../../workload/timestamp.js";
import type { Entry } from "../entry.js";

/** Values of a row other than its times, such as `group`, `method` and `status`. */
export type Labels = Readonly<Record<string, string>>;

/** Collects the lines of a log that do not become entries. */
export interface LineReport {
  /** Reports a line that cannot be read. */
  broken(line: number, expected: string, got: string): void;
  /** Counts a line that can be read but is left out, under a reason that names what it is. */
  leaveOut(reason: string): void;
  /** Marks an entry whose labels are not the ones the caller chose. It still counts as load of the service. */
  besideUnless(labels: Labels): Pick<Entry, "isBeside">;
}

/** A log format, recognised by one of the first lines of a file. */
export interface LogFormat {
  readonly name: string;
  /** What the first line looks like, shown to a person who gave a file of another format. */
  readonly looks: string;
  /** Step that durations in this format are rounded to, in microseconds. */
  readonly grain: number;
  /** The labels by which rows can be chosen. */
  readonly labels: readonly string[];
  isFormatOf(line: string): boolean;
  /**
   * Reads the requests of a log. Reports every other row about a request as left out, and what it cannot read as
   * broken.
   */
  read(text: string, report: LineReport): readonly Entry[];
}

/** The lines of a text that are not empty, with their line numbers. */
export function* numberedLines(text: string): Generator<readonly [number: number, line: string]> {
  let number = 0;
  for (const line of text.split(/\r?\n/)) {
    number++;
    if (line.trim() !== "") yield [number, line];
  }
}

/** A row of a CSV file: its cells by column name, and the line on which it ends. */
export interface CsvRow {
  readonly line: number;
  readonly cells: Labels;
}

/** The rows of a CSV file whose first line names the columns. Reports what cannot be parsed. */
export function csvRows(text: string, report: LineReport): readonly CsvRow[] {
  try {
    const rows = parse(text, { columns: true, info: true, bom: true, skip_empty_lines: true }) as unknown;
    return (rows as readonly ParsedRow[]).map(({ info, record }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    report.broken(Number(error.lines ?? 1), "rows of comma-separated values", error.message);
    return [];
  }
}

interface ParsedRow {
  readonly info: { readonly lines: number };
  readonly record: Labels;
}

/** An instant read from a log, in microseconds. */
export interface Instant {
  readonly at: number;
  /** Whether the log gives it more finely than whole seconds. */
  readonly isExact: boolean;
}

/** Reads Unix time in any unit, or a date and time; null for anything else. */
export function instantOf(written: string): Instant | null {
  const text = written.trim();
  const at = timestampMicros(text);
  return Number.isFinite(at) ? { at, isExact: /\.\d|^\d{12}/.test(text) } : null;
}

/** Times of a request that ended at this instant after `duration` microseconds. */
export function endedAt(ended: Instant, duration: number): Pick<Entry, "startedAt" | "isExact" | "duration"> {
  return { startedAt: ended.at - duration, isExact: ended.isExact, duration };
}

/** How an answer counts when only its status is known: 2xx and 3xx are as expected. */
export function byStatus(status: string): Pick<Entry, "isAnswered" | "unexpected"> {
  return /^[23]\d\d$/.test(status) ? { isAnswered: true } : { isAnswered: false, unexpected: `status ${status}` };
}
