import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { formatIssue, type Issue, type Refusal, type SourceFile } from "../../scenarios/language/index.js";
import { parsePriceBook } from "../../sim/cost/price-book.js";
import {
  type ReadingContext,
  type ReadScenario,
  readScenario,
  type ScenarioReading,
} from "../../sim/scenario/index.js";

const shippedScenarios = new URL("../../scenarios/", import.meta.url);
const prices = parsePriceBook(readFileSync(new URL("../../sim/cost/prices/aws.csv", import.meta.url), "utf8")).book;

/** A small scenario without any problem: 20/s of 50 ms are one busy vCPU; 1,000 requests a minute, 1,728,000 a day. */
export const good = `
region: ap-northeast-1
demand:
  - name: turns
    to: web
    curve: 20/s
    request: { steps: [ { cpu: 50ms }, { wait: { kind: exponential, mean: 200ms } } ] }
services:
  web:
    task: { cpu: 1 vCPU, memory: 2 GB }
`.trimStart();

/** A price file of a region that is not shipped: what good.yaml is billed for, and no Spot price. */
export const abroad = [
  "region,service,component,unit,usd,source,as_of",
  "me-south-1,Fargate,Linux/x86 vCPU,vCPU-hour,0.05,mine,2026",
  "me-south-1,Fargate,Linux/x86 memory,GB-hour,0.005,mine,2026",
  "me-south-1,ALB,Load balancer,hour,0.03,mine,2026",
  "me-south-1,ALB,LCU,LCU-hour,0.01,mine,2026",
].join("\n");

interface Setup extends Pick<ReadingContext, "variant" | "day" | "set" | "staging"> {
  readonly files?: Readonly<Record<string, string>>;
  readonly path?: string;
}

/** Reads a scenario that may extend good.yaml and name the given files, or those that are shipped. */
export function read(text: string, { files = {}, path: main = "fleet.yaml", ...options }: Setup = {}): ScenarioReading {
  const known: Readonly<Record<string, string>> = { "good.yaml": good, ...files };
  const load = (path: string): SourceFile | Refusal => {
    if (Object.hasOwn(known, path)) return { path, text: known[path] };
    const shipped = fileURLToPath(new URL(path, shippedScenarios));
    return existsSync(shipped) ? { path, text: readFileSync(shipped, "utf8") } : { refused: "a file that exists" };
  };
  return readScenario({ path: main, text }, { load, prices, ...options });
}

/** All issues of a text, warnings included. */
export function issuesOf(text: string, setup?: Setup): readonly Issue[] {
  const reading = read(text, setup);
  return reading.ok ? reading.warnings : reading.issues;
}

/** A text that has to be good. */
export function readGood(text: string, setup?: Setup): ReadScenario {
  const reading = read(text, setup);
  if (!reading.ok) throw new Error(reading.issues.map(formatIssue).join("\n"));
  return reading;
}
