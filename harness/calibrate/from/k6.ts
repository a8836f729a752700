import { z } from "zod";
import type { Entry } from "../entry.js";
import {
  byStatus,
  csvRows,
  endedAt,
  instantOf,
  type Labels,
  type LineReport,
  type LogFormat,
  numberedLines,
} from "./log-format.js";

const labels = ["group", "name", "scenario", "method", "status", "url", "proto", "service"];

/** Rows as `k6 run --out csv=` writes them. A row's timestamp is when its request ended. */
export const k6Csv: LogFormat = {
  name: "k6 CSV",
  looks: "metric_name,timestamp,metric_value,...",
  grain: 1,
  labels,
  isFormatOf: (line) => line.replace(/^\uFEFF/, "").startsWith("metric_name,timestamp,metric_value"),
  read: (text, report) => {
    const entries: Entry[] = [];
    for (const { line, cells } of csvRows(text, report)) {
      if (cells.metric_name !== "http_req_duration") continue;
      const value = cells.metric_value?.trim() ? Number(cells.metric_value) : Number.NaN;
      const entry = entryOf(cells.timestamp ?? "", value, cells, report);
      if (entry === "broken")
        report.broken(line, "a timestamp and milliseconds", `${cells.timestamp},${cells.metric_value}`);
      else if (entry !== "left out") entries.push(entry);
    }
    return entries;
  },
};

const point = z.object({
  type: z.literal("Point"),
  metric: z.literal("http_req_duration"),
  data: z.object({ time: z.string(), value: z.number(), tags: z.record(z.string(), z.string()).nullish() }),
});

/** Lines of JSON as `k6 run --out json=` writes them. A point's time is when its request ended. */
export const k6Json: LogFormat = {
  name: "k6 JSON",
  looks: '{"type":"Point","metric":"http_req_duration",...}',
  grain: 1,
  labels,
  isFormatOf: (line) => /^\{.*"type":\s*"(Metric|Point)"/.test(line),
  read: (text, report) => {
    const entries: Entry[] = [];
    for (const [number, line] of numberedLines(text)) {
      if (!line.includes('"http_req_duration"') || !/"type":\s*"Point"/.test(line)) continue;
      const { data } = point.safeParse(parseJson(line));
      const entry =
        data === undefined ? "broken" : entryOf(data.data.time, data.data.value, data.data.tags ?? {}, report);
      if (entry === "broken")
        report.broken(number, "a point of http_req_duration with time and value", line.slice(0, 80));
      else if (entry !== "left out") entries.push(entry);
    }
    return entries;
  },
};

function entryOf(time: string, milliseconds: number, tags: Labels, report: LineReport): Entry | "broken" | "left out" {
  const ended = instantOf(time);
  if (!(milliseconds >= 0) || ended === null) return "broken";
  const outcome = outcomeOf(tags);
  if (outcome !== null)
    return { ...endedAt(ended, milliseconds * 1_000), ...outcome, server: "", ...report.besideUnless(tags) };
  report.leaveOut(`requests without an answer (${tags.error || `error_code ${tags.error_code || "not told"}`})`);
  return "left out";
}

/**
 * Classifies a request; null when it got no answer. k6 then reports status 0 and an error_code from 1000 to 1399 (codes
 * from 1400 on stand for statuses). Whether the answer was the expected one is in expected_response, which older
 * versions do not write.
 */
function outcomeOf({ expected_response, status = "", error_code = "" }: Labels): ReturnType<typeof byStatus> | null {
  const code = Number(error_code);
  if (status === "0" || (code >= 1_000 && code < 1_400)) return null;
  if (expected_response === "true") return { isAnswered: true };
  if (status === "")
    return {
      isAnswered: expected_response !== "false",
      ...(expected_response === "false" && { unexpected: "not as expected" }),
    };
  const told = byStatus(status);
  return expected_response === "false" && told.isAnswered
    ? { isAnswered: false, unexpected: `status ${status}, not as expected` }
    : told;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
