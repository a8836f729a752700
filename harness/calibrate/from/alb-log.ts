import { timestampMicros } from "../../../workload/timestamp.js";
import type { Entry } from "../entry.js";
import { byStatus, type Labels, type LineReport, type LogFormat, numberedLines } from "./log-format.js";

const types = /^(?:http|https|h2|grpcs|ws|wss) \d{4}-\d{2}-\d{2}T\S+Z \S+ /;
/** The test file, ELBAccessLogTestFile, that Elastic Load Balancing writes to check its access to the bucket. */
const testFile = /^Enable (?:AccessLog|ConnectionLog) for ELB/i;
const fields = /"(?:[^"\\]|\\.)*"|\S+/g;
/**
 * Positions of the fields, from "Access logs for your Application Load Balancer", Elastic Load Balancing user guide.
 */
const at = {
  target: 4,
  requestTime: 5,
  targetTime: 6,
  status: 8,
  targetStatus: 9,
  request: 12,
  targetGroup: 16,
  host: 18,
  createdAt: 21,
  actions: 22,
} as const;

/**
 * Access logs of an Application Load Balancer. The durations are those of the target, without the network to the
 * client.
 */
export const albLog: LogFormat = {
  name: "ALB access log",
  looks: "https 2026-03-02T20:00:00.123456Z app/web/50dc6c495c0c9188 ...",
  grain: 1_000,
  labels: ["method", "path", "host", "status", "targetGroup"],
  isFormatOf: (line) => types.test(line) || testFile.test(line),
  read: (text, report) => {
    const entries: Entry[] = [];
    for (const [number, line] of numberedLines(text)) {
      const entry = entryOf(line, report);
      if (entry === "broken")
        report.broken(number, "an entry of an ALB access log with its 22 fields", line.slice(0, 80));
      else if (entry !== "left out") entries.push(entry);
    }
    return entries;
  },
};

/**
 * Reads one line. A request that never reached a target puts no load on tasks: it is left out, with what the balancer
 * did as the reason. A request that reached a target but has no target time was not answered; it still counts as a
 * request.
 */
function entryOf(line: string, report: LineReport): Entry | "broken" | "left out" {
  if (testFile.test(line)) return left("the load balancer's test file", report);
  if (!types.test(line)) return "broken";
  const cells: readonly string[] = line.match(fields) ?? [];
  const createdAt = timestampMicros(cells[at.createdAt] ?? "");
  const [wait, took] = [seconds(cells[at.requestTime]), seconds(cells[at.targetTime])];
  if (Number.isNaN(createdAt + wait + took)) return "broken";
  if (/^wss?$/.test(cells[0])) return left("WebSocket connections", report);
  if (cells[at.target] === "-") return left(answeredWithoutTarget(cells), report);
  const isAnswered = took >= 0 && cells[at.targetStatus] !== "-";
  return {
    startedAt: createdAt + Math.max(0, wait) * 1e6,
    isExact: true,
    duration: Math.round(Math.max(0, took) * 1e6),
    ...(isAnswered ? byStatus(cells[at.targetStatus]) : { isAnswered: false }),
    server: cells[at.target],
    ...report.besideUnless(labelsOf(cells)),
  };
}

function answeredWithoutTarget(cells: readonly string[]): string {
  const actions = unquoted(cells[at.actions]).split(",");
  const acted = actions.find((action) => /^(redirect|fixed-response|authenticate|waf-failed)$/.test(action));
  const byWaf = actions.includes("waf") && cells[at.status] === "403" ? "WAF" : undefined;
  return `requests that reached no target (${acted ?? byWaf ?? "the balancer's own answer"}, ${cells[at.status]})`;
}

function labelsOf(cells: readonly string[]): Labels {
  const [method = "", url = ""] = unquoted(cells[at.request]).split(" ");
  return {
    method,
    path: /^[^/]*\/\/[^/]*(\/[^?]*)/.exec(url)?.[1] ?? url,
    host: unquoted(cells[at.host]),
    status: cells[at.targetStatus] ?? "",
    targetGroup: /targetgroup\/([^/]+)/.exec(cells[at.targetGroup] ?? "")?.[1] ?? "",
  };
}

function left(reason: string, report: LineReport): "left out" {
  report.leaveOut(reason);
  return "left out";
}

function unquoted(text: string | undefined): string {
  return (text ?? "").replace(/^"|"$/g, "");
}

function seconds(text: string | undefined): number {
  return text === undefined || text === "" ? Number.NaN : Number(text);
}
