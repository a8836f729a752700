import type { Command } from "commander";
import type { Issue } from "../../../scenarios/language/index.js";
import { WrongCall } from "../failures.js";
import { openLadder, openScenario, printWarnings } from "../open-scenario.js";
import { isSizing, openSizing } from "../open-sizing.js";
import { examples, type ScenarioOptions, withScenarioOptions } from "../options.js";

/** Says all problems of all files at once. */
export const validate = (command: Command): Command =>
  withScenarioOptions(command)
    .description("Reads scenario files and says every problem of all of them, each with its place and remedy.")
    .argument("<file...>", "scenario files, and sizing files")
    .addHelpText("after", examples("sim validate fleet.yaml", "sim validate scenarios/*.yaml"))
    .action((paths: readonly string[], options: ScenarioOptions) => {
      const problems = paths.flatMap((path) => problemsOf(path, options));
      if (problems.length > 0) throw new WrongCall(problems);
    });

/** Warnings of a scenario and of all the configurations of its ladder. */
function warningsOf(path: string, options: ScenarioOptions): readonly Issue[] {
  const read = openScenario(path, options);
  openLadder(path, read, options.set);
  return read.warnings;
}

function problemsOf(path: string, options: ScenarioOptions): readonly string[] {
  try {
    printWarnings(isSizing(path) ? openSizing(path, options).warnings : warningsOf(path, options));
    process.stdout.write(`${path}: valid\n`);
    return [];
  } catch (error) {
    if (error instanceof WrongCall) return error.lines;
    throw error;
  }
}
