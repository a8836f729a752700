import { gunzipSync } from "node:zlib";
import { keyed } from "../../../workload/random.js";
import { matches } from "../../guard/host.js";
import { readBytes } from "../../read-bytes.js";
import type { Entry } from "../entry.js";
import { albLog } from "./alb-log.js";
import { columnEntries, type DurationColumn } from "./column.js";
import { jmeterJtl } from "./jmeter-jtl.js";
import { k6Csv, k6Json } from "./k6.js";
import type { Labels, LineReport, LogFormat } from "./log-format.js";

/** The formats that are recognised by their first lines. To add one, write its file and list it here. */
const logFormats: readonly LogFormat[] = [k6Json, k6Csv, jmeterJtl, albLog];

const seed = 1;
const problemsShown = 10;
const bytesMax = 500_000_000;
/** Number of lines in which the format is looked for, since a blank line or a test entry may come first. */
const linesLookedAt = 20;

/** What the caller wants from a file. */
export interface LogChoice {
  /** The column with durations, for a CSV file in none of the known formats; null otherwise. */
  readonly column: DurationColumn | null;
  /** Labels that a row must have; `*` stands for any part of a value. */
  readonly where: Labels;
}

/**
 * The entries of a file and the counts of what was left out, by reason; or its problems as `file:line: expected ...,
 * got ...`.
 */
export type LogReading =
  | {
      readonly ok: true;
      readonly entries: readonly Entry[];
      readonly format: string;
      readonly leftOut: ReadonlyMap<string, number>;
    }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads a file of measurements, which may be gzipped. */
export function readLog(path: string, choice: LogChoice): LogReading {
  const text = textOf(path);
  if (text === null)
    return { ok: false, problems: [`${path}: expected a file that exists and gunzips to at most 500 MB`] };
  const reader = new LogReader(path, choice.where);
  const { entries, format } = entriesOf(text, choice, reader);
  const { problems, leftOut } = reader;
  const chosen = entries.filter(({ isBeside }) => !isBeside).length;
  const isOnlyLeftOut = entries.length === 0 && leftOut.size > 0;
  if (problems.length === 0 && chosen === 0 && !isOnlyLeftOut)
    reader.broken(1, "requests", `a ${format} without any${reader.chosenWords}`);
  if (problems.length === 0) return { ok: true, entries, format, leftOut };
  const more = problems.length - problemsShown;
  const rest = more > 0 ? [`${path}: and ${more} more lines like these`] : [];
  return { ok: false, problems: [...problems.slice(0, problemsShown), ...rest] };
}

/** Collects the problems and the left-out rows of a file. */
class LogReader implements LineReport {
  readonly problems: string[] = [];
  readonly leftOut = new Map<string, number>();
  readonly #path: string;
  readonly #where: readonly (readonly [label: string, pattern: string])[];
  readonly #written: string;

  constructor(path: string, where: Labels) {
    this.#path = path;
    this.#where = Object.entries(where);
    this.#written = this.#where.map((pair) => pair.join("=")).join(" ");
  }

  get chosenWords(): string {
    return this.#written === "" ? "" : ` where ${this.#written}`;
  }

  broken(line: number, expected: string, got: string): void {
    this.problems.push(`${this.#path}:${line}: expected ${expected}, got ${got}`);
  }

  leaveOut(reason: string): void {
    this.leftOut.set(reason, (this.leftOut.get(reason) ?? 0) + 1);
  }

  besideUnless(labels: Labels): Pick<Entry, "isBeside"> {
    const isChosen = this.#where.every(([label, pattern]) => matches(pattern, labels[label] ?? ""));
    return isChosen ? {} : { isBeside: true };
  }
}

function entriesOf(text: string, { column, where }: LogChoice, report: LogReader) {
  const lines = text.split("\n", linesLookedAt).filter((line) => line.trim() !== "");
  const format = logFormats.find((one) => lines.some((line) => one.isFormatOf(line)));
  if (format !== undefined) {
    if (column !== null) {
      report.broken(
        1,
        `no --column, since a ${format.name} has its own column of durations`,
        `--column ${column.column}`,
      );
      return { entries: [], format: format.name };
    }
    const strangers = Object.keys(where).filter((label) => !format.labels.includes(label));
    if (strangers.length > 0) {
      report.broken(1, `--where with ${format.labels.join(", ")} of a ${format.name}`, strangers.join(", "));
      return { entries: [], format: format.name };
    }
    return { entries: ungrained(format.read(text, report), format.grain), format: format.name };
  }
  if (column !== null) return { entries: columnEntries(text, column, report), format: "CSV" };
  const known = logFormats.map(({ name, looks }) => `${name} (${looks})`);
  report.broken(1, `${known.join(", ")}, or a CSV with --column`, lines[0]?.slice(0, 80) ?? "an empty file");
  return { entries: [], format: "file" };
}

/** Spreads each duration at random over the step it was rounded to, since a continuous distribution has no steps. */
function ungrained(entries: readonly Entry[], grain: number): readonly Entry[] {
  if (grain <= 1) return entries;
  return entries.map((entry, index) => {
    const duration = entry.duration + grain * (keyed(seed, "before rounding", index) - 0.5);
    return { ...entry, duration: Math.max(0, Math.round(duration)) };
  });
}

function textOf(path: string): string | null {
  try {
    const bytes = readBytes(path, bytesMax);
    if (typeof bytes === "string") return null;
    const isCompressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return (isCompressed ? gunzipSync(bytes, { maxOutputLength: bytesMax }) : bytes).toString("utf8");
  } catch {
    return null;
  }
}
