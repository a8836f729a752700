import type { Command } from "commander";
import { pageOf } from "../../../reports/html/index.js";
import { sensitivityCsv, sensitivityJson, sensitivityReporters } from "../../../reports/sensitivity/index.js";
import { packageVersion, pageScript } from "../../experiments/package-assets.js";
import type { ExperimentPlan } from "../../experiments/plan.js";
import {
  fewestPairs,
  sensitivity as findSensitivity,
  planSensitivity,
  type SensitivityPlan,
  type SensitivityResult,
} from "../../experiments/sensitivity.js";
import { sensitivityExitCode } from "../../outcome/exit-code.js";
import type { SensitivityOutcome } from "../../outcome/sensitivity.js";
import { exitCodes } from "../exit-codes.js";
import { type Conclusion, conduct, type OpenExperiment } from "../experiments/conduct.js";
import { openScenario, printWarnings } from "../open-scenario.js";
import { type ExperimentOptions, examples, settingsOf, withExperimentOptions } from "../options.js";
import { print } from "../terminal.js";

interface Options extends ExperimentOptions {
  readonly all?: true;
}

/** Says which parameters that nobody knows move cost, p99 and verdicts. */
export const sensitivity = (command: Command): Command =>
  withExperimentOptions(command, sensitivityReporters)
    .description(
      "Moves every parameter that no public source tells to both ends of what it plausibly is, one at a time, with the same random " +
        "numbers, and says which of them move cost and p99, and whether a verdict depends on one. With --strict a verdict that does " +
        "exits 3, as a missed objective does.",
    )
    .argument("<scenario.yaml>")
    .option("--all", "also what the file says itself and you may have measured, such as launch.boot")
    .addHelpText(
      "after",
      examples(
        "sim sensitivity fleet.yaml",
        "sim sensitivity fleet.yaml --replications 40 --out unknowns    # resumable",
        "sim sensitivity fleet.yaml --all --format csv > unknowns.csv",
      ),
    )
    .action(async (path: string, options: Options) => {
      const own = openScenario(path, { ...options, set: settingsOf(options) });
      const replications = options.replications ?? Math.max(fewestPairs, own.scenario.replications);
      const read = openScenario(path, { ...options, set: settingsOf({ ...options, replications }) });
      if (!options.quiet) printWarnings(read.warnings);
      const plan = planSensitivity(read, options.all ?? false);
      process.exitCode = await conduct(options, sensitivityIn(plan, options));
    });

/** A sensitivity analysis as its plan says. */
export function sensitivityIn(
  plan: ExperimentPlan,
  options: Pick<Options, "format" | "strict">,
): OpenExperiment<SensitivityResult> {
  const own = plan as SensitivityPlan;
  return {
    plan,
    conduct: (laboratory, { onProgress, signal }) =>
      findSensitivity(own, { version: packageVersion(), laboratory, onProgress, signal }),
    conclude: (result) =>
      result.sensitivity === null ? nothingTold(result.why) : conclude(result.sensitivity, options),
  };
}

function nothingTold(why: string): Conclusion {
  process.stderr.write(`nothing is told: ${why}\n`);
  return { code: exitCodes.aborted, files: {} };
}

function conclude(found: SensitivityOutcome, { format, strict }: Pick<Options, "format" | "strict">): Conclusion {
  print(found, format, sensitivityReporters, { strict });
  const page = pageOf(found, [], pageScript());
  const files = {
    "report.html": page,
    "sensitivity.csv": sensitivityCsv(found),
    "sensitivity.json": sensitivityJson(found),
  };
  return { code: sensitivityExitCode(found, { strict: strict ?? false }), files };
}
