import { expect } from "vitest";
import { issuesOf } from "./reader.js";

/** A scenario over good.yaml; the mistake is on the line that ends in `# here`. */
export interface RuleCase {
  readonly code: string;
  readonly path: string;
  readonly text: string;
  readonly says: RegExp;
}

/** A test of one case: that issue and no other, at its place, saying so. */
export function finds(severity: "error" | "warning") {
  return ({ code, path, text, says }: RuleCase) => {
    const written = `extends: good.yaml\n${text}`;
    const line = written.split("\n").findIndex((each) => each.includes("# here")) + 1;
    const issues = issuesOf(written, { files });
    expect(issues.map((issue) => [issue.severity, issue.code, issue.path, issue.file, issue.line])).toEqual([
      [severity, code, path, "fleet.yaml", line],
    ]);
    const [{ expected, got, hint = "" }] = issues;
    expect(`expected ${expected}, got ${got} (${hint})`).toMatch(says);
  };
}

const files = {
  "users.csv": "name,city\nAda,London\nKurt,Brno\n",
  "rates.csv": "time,rate\n0,5\n60,7\n",
  "prices.csv": "region,service,component,unit,usd,source,as_of\nus-east-1,ELB,ALB,hour,cheap,mine,2026-01\n",
  "negotiated.csv": "region,service,component,unit,usd,source,as_of\nus-east-1,ALB,LCUs,LCU-hour,0.006,mine,2026-01\n",
  "gapless.csv": minutesOfDay(() => true),
  "gaps.csv": minutesOfDay((at) => at < 10 || at >= 111),
  "shuffled.csv": minutesOfDay(
    () => true,
    (at) => (at >= 10 && at < 14 ? 23 - at : at),
  ),
  "local.csv": minutesOfDay(() => true).replaceAll("Z", ""),
  "trace.csv": "time\n0\n30\n60\n",
};

export const demand = (keys: string) => `demand:\n  - name: turns\n    to: web\n    ${keys}`;
/** Traffic from one of the files above. */
export const measured = (file: string) =>
  demand(
    `curve: { kind: csv, file: ${file}, column: rps, unit: 1/s, atEnd: repeat } # here\n    request: { steps: [ { cpu: 50ms } ] }`,
  );
export const request = (keys: string) =>
  demand(`curve: 20/s\n    request:\n      ${keys.replaceAll("\n", "\n      ")}`);
export const http = (keys: string) =>
  demand(`curve: 20/s
    request: { steps: [ { cpu: 50ms } ] }
    http:
      ${keys.replaceAll("\n", "\n      ")}`);
export const session = (keys: string, message = "") =>
  demand(`curve: 2/s
    session:
      ${keys.replaceAll("\n", "\n      ")}
      message:
        steps: [ { cpu: 50ms } ]
        ${message}`);
export const web = (keys: string) => `services:\n  web:\n    ${keys.replaceAll("\n", "\n    ")}`;
/** A second service, with traffic of its own. */
export const besideWeb = (keys: string) => `demand:
  - { name: turns, to: web, curve: 20/s, request: { steps: [ { cpu: 50ms } ] } }
  - { name: calls, to: api, curve: 20/s, request: { steps: [ { cpu: 50ms } ] } }
services:
  api:
    task: { cpu: 1 vCPU, memory: 2 GB }
    ${keys.replaceAll("\n", "\n    ")}`;
export const task = (keys: string) => web(`task: ${keys}`);
export const incident = (keys: string) => `clock: { represents: 24h per day }\nincidents:\n  - ${keys}`;

/** A rate for each minute of 2 March, in an order, for those that are there. */
function minutesOfDay(isThere: (minute: number) => boolean, at = (minute: number) => minute): string {
  const minutes = Array.from({ length: 1_440 }, (_, row) => at(row)).filter(isThere);
  const rows = minutes.map((minute) => `${new Date(Date.UTC(2026, 2, 2, 0, minute)).toISOString()},20`);
  return ["time,rps", ...rows].join("\n");
}
