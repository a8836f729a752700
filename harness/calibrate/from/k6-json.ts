import { z } from "zod";
import type { Entry } from "../observation.js";
import { beginOf, instantOf } from "./instant.js";
import { type LogFormat, numberedLines } from "./log-format.js";

const point = z.object({
  type: z.literal("Point"),
  metric: z.literal("http_req_duration"),
  data: z.object({
    time: z.string(),
    value: z.number().min(0),
    tags: z.object({ expected_response: z.string().optional() }).nullish(),
  }),
});

/** Lines of JSON as `k6 run --out json=` writes them; a point's time is when its request ended. */
export const k6Json: LogFormat = {
  name: "k6 JSON",
  looks: '{"type":"Point","metric":"http_req_duration",...}',
  grain: 1,
  isFormatOf: (firstLine) => /^\{.*"type":\s*"(Metric|Point)"/.test(firstLine),
  read: (text, report) => {
    const entries: Entry[] = [];
    for (const [number, line] of numberedLines(text)) {
      if (!line.includes('"http_req_duration"') || !/"type":\s*"Point"/.test(line)) continue;
      const entry = entryOf(line);
      if (entry === null) report(number, "a point of http_req_duration with time and value", line.slice(0, 80));
      else entries.push(entry);
    }
    return entries;
  },
};

function entryOf(line: string): Entry | null {
  const parsed = point.safeParse(parseJson(line));
  if (!parsed.success) return null;
  const { time, value, tags } = parsed.data.data;
  const duration = value * 1_000;
  const ended = instantOf(time);
  if (ended === null) return null;
  return { ...beginOf(ended, duration), duration, isAnswered: tags?.expected_response !== "false", server: "" };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
