import { timestampMicros } from "../../../workload/timestamp.js";
import type { Entry } from "../observation.js";
import { type LogFormat, numberedLines } from "./log-format.js";

const types = /^(?:http|https|h2|grpcs) \d{4}-\d{2}-\d{2}T\S+Z \S+ /;
const fields = /"(?:[^"\\]|\\.)*"|\S+/g;
/** Places of the fields: "Access logs for your Application Load Balancer", Elastic Load Balancing user guide. */
const at = { target: 4, requestTime: 5, targetTime: 6, targetStatus: 9, createdAt: 21 } as const;

/** Access logs of an Application Load Balancer: what the target took, without the clients' network. */
export const albLog: LogFormat = {
  name: "ALB access log",
  looks: "https 2026-03-02T20:00:00.123456Z app/web/50dc6c495c0c9188 ...",
  grain: 1_000,
  isFormatOf: (firstLine) => types.test(firstLine),
  read: (text, report) => {
    const entries: Entry[] = [];
    for (const [number, line] of numberedLines(text)) {
      if (/^wss? /.test(line)) continue;
      const entry = entryOf(line);
      if (entry === null) report(number, "an entry of an ALB access log with its 22 fields", line.slice(0, 80));
      else entries.push(entry);
    }
    return entries;
  },
};

/** What never came to a target has -1 for its times: it is counted, and says nothing. */
function entryOf(line: string): Entry | null {
  if (!types.test(line)) return null;
  const cells = line.match(fields) ?? [];
  const createdAt = timestampMicros(cells[at.createdAt] ?? "");
  const [wait, took] = [seconds(cells[at.requestTime]), seconds(cells[at.targetTime])];
  if (Number.isNaN(createdAt + wait + took)) return null;
  const isAnswered = took >= 0 && /^[23]\d\d$/.test(cells[at.targetStatus]);
  return {
    startedAt: createdAt + Math.max(0, wait) * 1e6,
    isExact: true,
    duration: Math.round(Math.max(0, took) * 1e6),
    isAnswered,
    server: cells[at.target],
  };
}

function seconds(text: string | undefined): number {
  return text === undefined || text === "" ? Number.NaN : Number(text);
}
