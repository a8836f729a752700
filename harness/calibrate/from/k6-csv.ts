import type { Entry } from "../observation.js";
import { csvRows } from "./csv-rows.js";
import { beginOf, instantOf } from "./instant.js";
import type { LogFormat } from "./log-format.js";

/** Rows as `k6 run --out csv=` writes them; a row's timestamp is when its request ended. */
export const k6Csv: LogFormat = {
  name: "k6 CSV",
  looks: "metric_name,timestamp,metric_value,...",
  grain: 1,
  isFormatOf: (firstLine) => firstLine.replace(/^\uFEFF/, "").startsWith("metric_name,timestamp,metric_value"),
  read: (text, report) => {
    const entries: Entry[] = [];
    for (const { line, cells } of csvRows(text, report)) {
      if (cells.metric_name !== "http_req_duration") continue;
      const entry = entryOf(cells);
      if (entry === null) report(line, "a timestamp and milliseconds", `${cells.timestamp},${cells.metric_value}`);
      else entries.push(entry);
    }
    return entries;
  },
};

function entryOf({ timestamp, metric_value, expected_response }: Readonly<Record<string, string>>): Entry | null {
  const duration = metric_value?.trim() ? Number(metric_value) * 1_000 : Number.NaN;
  const ended = instantOf(timestamp ?? "");
  if (!(duration >= 0) || ended === null) return null;
  return { ...beginOf(ended, duration), duration, isAnswered: expected_response !== "false", server: "" };
}
