import { CsvError, parse } from "csv-parse/sync";
import { timestampMicros } from "../../../workload/timestamp.js";
import type { Entry } from "../observation.js";

/** What a row says beside its times: `group`, `method`, `status`. */
export type Labels = Readonly<Record<string, string>>;

/** Told of every line of a log that is no entry. */
export interface LineReport {
  /** It cannot be read. */
  broken(line: number, expected: string, got: string): void;
  /** It can, and is left out, for a reason that says what it is. */
  leaveOut(reason: string): void;
  /** Marks an entry whose labels are not those that the caller wants: it is load of the service all the same. */
  besideUnless(labels: Labels): Pick<Entry, "isBeside">;
}

/** A format of measurements, told by a line near its begin. */
export interface LogFormat {
  readonly name: string;
  /** For a person who gave another file: what its first line looks like. */
  readonly looks: string;
  /** What its durations are rounded to, in microseconds. */
  readonly grain: number;
  /** By which labels rows can be chosen. */
  readonly labels: readonly string[];
  isFormatOf(line: string): boolean;
  /** Its requests; every other row about a request is told as left out, what cannot be read as broken. */
  read(text: string, report: LineReport): readonly Entry[];
}

/** The lines of a text that are not empty, with their numbers. */
export function* numberedLines(text: string): Generator<readonly [number: number, line: string]> {
  let number = 0;
  for (const line of text.split(/\r?\n/)) {
    number++;
    if (line.trim() !== "") yield [number, line];
  }
}

/** A row of a CSV file by the names of its columns, with the line that it ends on. */
export interface CsvRow {
  readonly line: number;
  readonly cells: Labels;
}

/** The rows of a CSV file whose first line names the columns; what cannot be parsed is reported. */
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

/** An instant as a log tells it, in microseconds. */
export interface Instant {
  readonly at: number;
  /** Told to a part of a second. */
  readonly isExact: boolean;
}

/** Unix time in any unit, or date and time; null otherwise. */
export function instantOf(written: string): Instant | null {
  const text = written.trim();
  const at = timestampMicros(text);
  return Number.isFinite(at) ? { at, isExact: /\.\d|^\d{12}/.test(text) } : null;
}

/** A request that took so long until an instant. */
export function endedAt(ended: Instant, duration: number): Pick<Entry, "startedAt" | "isExact" | "duration"> {
  return { startedAt: ended.at - duration, isExact: ended.isExact, duration };
}

/** How an answer with a status counts where nothing else is said: 2xx and 3xx are as expected. */
export function byStatus(status: string): Pick<Entry, "isAnswered" | "unexpected"> {
  return /^[23]\d\d$/.test(status) ? { isAnswered: true } : { isAnswered: false, unexpected: `status ${status}` };
}
