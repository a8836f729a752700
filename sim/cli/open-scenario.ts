import { formatIssue, type Issue } from "../../scenarios/language/index.js";
import { type ReadScenario, readScenario } from "../scenario/index.js";
import { WrongCall } from "./failures.js";
import type { ScenarioOptions } from "./options.js";
import { ScenarioFiles } from "./scenario-files.js";
import { shippedPrices } from "./shipped-prices.js";

interface Opening extends ScenarioOptions {
  /** With what the scenario has under staging.fleet laid over it. */
  readonly staging?: boolean;
}

/** Reads a scenario with all that it names; every problem of it is thrown at once, as a wrong call. */
export function openScenario(path: string, { variant, set, staging }: Opening): ReadScenario {
  const files = new ScenarioFiles(path);
  const reading = readScenario(files.main, { load: files.load, prices: shippedPrices(), variant, set, staging });
  if (!reading.ok) throw new WrongCall(issueLines(reading.issues));
  return reading;
}

/** Beyond so many problems a reader cures some and asks again. */
const linesMax = 50;

/** What ended the call stands nearest to the prompt, however much a file that is extended warns of. */
function issueLines(issues: readonly Issue[]): readonly string[] {
  const errors = issues.filter(({ severity }) => severity === "error");
  const warnings = issues.filter(({ severity }) => severity === "warning");
  const shownErrors = errors.slice(0, linesMax);
  const shown = [...warnings.slice(0, linesMax - shownErrors.length), ...shownErrors];
  return [...shown.map(formatIssue), ...andMore(issues.length - shown.length)];
}

function andMore(count: number): readonly string[] {
  return count === 0 ? [] : [`and ${count.toLocaleString("en-US")} more problems: cure these first`];
}

/** Says on stderr what is legal in a scenario but surely not meant. */
export function printWarnings(warnings: readonly Issue[]): void {
  for (const line of issueLines(warnings)) process.stderr.write(`${line}\n`);
}
