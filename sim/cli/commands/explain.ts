import type { Command } from "commander";
import { assumptionsOf } from "../../scenario/index.js";
import { openScenario, printWarnings } from "../open-scenario.js";
import { examples, type ScenarioOptions, withScenarioOptions } from "../options.js";

/** Prints a scenario with every default filled in and every assumption named; runs nothing. */
export const explain = (command: Command): Command =>
  withScenarioOptions(command)
    .description("Prints the scenario that would run: every default filled in, every assumption named. Runs nothing.")
    .argument("<scenario.yaml>")
    .addHelpText("after", examples("sim explain fleet.yaml", "sim explain fleet.yaml --set services.web.desired=5"))
    .action((path: string, options: ScenarioOptions) => {
      const read = openScenario(path, options);
      const { resolved, warnings } = read;
      const assumptions = assumptionsOf(read).map((words) => `# assumption: ${words}\n`);
      printWarnings(warnings);
      process.stdout.write(resolved + assumptions.join(""));
    });
