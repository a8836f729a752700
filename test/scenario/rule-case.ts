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
  "trace.csv": "time\n0\n30\n60\n",
};

export const demand = (keys: string) => `demand:\n  - name: turns\n    to: web\n    ${keys}`;
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
export const task = (keys: string) => web(`task: ${keys}`);
export const incident = (keys: string) => `clock: { represents: 24h per day }\nincidents:\n  - ${keys}`;
