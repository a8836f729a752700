import type { Entry } from "../entry.js";
import { byStatus, csvRows, instantOf, type Labels, type LineReport, type LogFormat } from "./log-format.js";

/**
 * JMeter results as CSV. A row's timeStamp is when its sample began, which is the default in jmeter.properties
 * (sampleresult.timestamp.start=true). Source: JMeter user's manual, listeners, "CSV log format".
 */
export const jmeterJtl: LogFormat = {
  name: "JMeter JTL",
  looks: "timeStamp,elapsed,label,responseCode,...",
  grain: 1_000,
  labels: ["label", "responseCode", "threadName", "URL"],
  isFormatOf: (line) => /^\uFEFF?(?=.*\btimeStamp\b)(?=.*\belapsed\b)[\w ,]+$/.test(line),
  read: (text, report) => {
    const entries: Entry[] = [];
    for (const { line, cells } of csvRows(text, report)) {
      const entry = entryOf(cells, report);
      if (entry === "broken")
        report.broken(line, "timeStamp and elapsed milliseconds", `${cells.timeStamp},${cells.elapsed}`);
      else if (entry !== "left out") entries.push(entry);
    }
    return entries;
  },
};

function entryOf(cells: Labels, report: LineReport): Entry | "broken" | "left out" {
  const began = instantOf(cells.timeStamp ?? "");
  const elapsed = cells.elapsed?.trim() ? Number(cells.elapsed) : Number.NaN;
  if (!(elapsed >= 0) || began === null) return "broken";
  const { responseCode = "", responseMessage = "", success = "true" } = cells;
  if (/^Number of samples in transaction/.test(responseMessage)) return left("sums of transaction controllers", report);
  if (!/^\d{3}$/.test(responseCode) && success !== "true")
    return left(`samples without an answer (${responseCode || "no code"})`, report);
  const times = {
    startedAt: began.at,
    isExact: began.isExact,
    duration: elapsed * 1_000,
    server: "",
    ...report.besideUnless(cells),
  };
  if (success === "true") return { ...times, isAnswered: true };
  const told = byStatus(responseCode);
  return {
    ...times,
    ...(told.isAnswered ? { isAnswered: false, unexpected: `status ${responseCode}, failed assertion` } : told),
  };
}

function left(reason: string, report: LineReport): "left out" {
  report.leaveOut(reason);
  return "left out";
}
