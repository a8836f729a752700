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
  if (!reading.ok) throw new WrongCall(errorsLast(reading.issues).map(formatIssue));
  return reading;
}

/** What ended the call stands nearest to the prompt, however much a file that is extended warns of. */
function errorsLast(issues: readonly Issue[]): readonly Issue[] {
  return [
    ...issues.filter(({ severity }) => severity === "warning"),
    ...issues.filter(({ severity }) => severity === "error"),
  ];
}

/** Says on stderr what is legal in a scenario but surely not meant. */
export function printWarnings(warnings: readonly Issue[]): void {
  for (const warning of warnings) process.stderr.write(`${formatIssue(warning)}\n`);
}
