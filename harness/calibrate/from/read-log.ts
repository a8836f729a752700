import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { keyed } from "../../../workload/random.js";
import type { Entry } from "../observation.js";
import { albLog } from "./alb-log.js";
import { columnEntries, type DurationColumn } from "./column.js";
import { k6Csv } from "./k6-csv.js";
import { k6Json } from "./k6-json.js";
import type { LogFormat, Report } from "./log-format.js";

/** The formats that are known by how they begin; a new one is a file and a word here. */
const logFormats: readonly LogFormat[] = [k6Json, k6Csv, albLog];

const seed = 1;
const problemsShown = 10;
const bytesMax = 500_000_000;

/** What a file holds, or every problem of it as `file:line: expected ..., got ...`. */
export type LogReading =
  | { readonly ok: true; readonly entries: readonly Entry[]; readonly format: string }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads a file of measurements, compressed or not; `column` is where durations stand in a CSV of no format that we know. */
export function readLog(path: string, column: DurationColumn | null): LogReading {
  const text = textOf(path);
  if (text === null)
    return { ok: false, problems: [`${path}: expected a file that exists and gunzips to at most 500 MB`] };
  const problems: string[] = [];
  const report: Report = (line, expected, got) => problems.push(`${path}:${line}: expected ${expected}, got ${got}`);
  const { entries, format } = entriesOf(text, column, report);
  if (problems.length === 0 && entries.length === 0) report(1, "requests", `a ${format} without any`);
  if (problems.length === 0) return { ok: true, entries, format };
  const more = problems.length - problemsShown;
  const rest = more > 0 ? [`${path}: and ${more} more lines like these`] : [];
  return { ok: false, problems: [...problems.slice(0, problemsShown), ...rest] };
}

function entriesOf(text: string, column: DurationColumn | null, report: Report) {
  const [firstLine] = text.split("\n", 1);
  const format = logFormats.find((one) => one.isFormatOf(firstLine));
  if (format !== undefined) {
    return { entries: ungrained(format.read(text, report), format.grain), format: format.name };
  }
  if (column !== null) return { entries: columnEntries(text, column, report), format: "CSV" };
  const known = logFormats.map(({ name, looks }) => `${name} (${looks})`);
  report(1, `${known.join(", ")}, or a CSV with --column`, firstLine.slice(0, 80) || "an empty file");
  return { entries: [], format: "file" };
}

/** Durations as they may have been before they were rounded: no continuous distribution has steps. */
function ungrained(entries: readonly Entry[], grain: number): readonly Entry[] {
  if (grain <= 1) return entries;
  return entries.map((entry, index) => {
    const duration = entry.duration + grain * (keyed(seed, "before rounding", index) - 0.5);
    return { ...entry, duration: Math.max(0, Math.round(duration)) };
  });
}

function textOf(path: string): string | null {
  try {
    const bytes = readFileSync(path);
    const isCompressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return (isCompressed ? gunzipSync(bytes, { maxOutputLength: bytesMax }) : bytes).toString("utf8");
  } catch {
    return null;
  }
}
