import { join } from "node:path";
import type { Command } from "commander";
import { sizingCsv, sizingJson, sizingReporters } from "../../../reports/sizing/index.js";
import { packageVersion } from "../../experiments/package-assets.js";
import type { ReadSizing } from "../../sizing/read.js";
import { size as computeSizes } from "../../sizing/size.js";
import type { Sizing } from "../../sizing/sizing.js";
import { type ExitCode, exitCodes } from "../exit-codes.js";
import { printWarnings } from "../open-scenario.js";
import { openSizing } from "../open-sizing.js";
import { examples, filePath, formatOption, type ScenarioOptions, withScenarioOptions } from "../options.js";
import { checkWritable, refuseForeign, writeAtomically } from "../results/atomic-files.js";
import { refuseToLose, relocate } from "../results/run-directory.js";
import { print } from "../terminal.js";

interface Options extends ScenarioOptions {
  readonly format: string;
  readonly out?: string;
  readonly force?: true;
  readonly quiet?: true;
}

/** Computes task sizes, counts, packing and cost in closed form. */
export const size = (command: Command): Command =>
  withScenarioOptions(command)
    .description(
      "Computes from formulas and a load which sizes of Fargate tasks hold it, how many, how well they are packed, and what they " +
        "cost on Fargate, Fargate Spot and EC2. Simulates nothing.",
    )
    .argument("<sizing.yaml>")
    .addOption(formatOption(sizingReporters))
    .option("--out <dir>", "write sizing.yaml, sizing.json and sizing.csv there", filePath)
    .option("--force", "write over sizes that are there already")
    .option("--quiet", "no notes")
    .addHelpText(
      "after",
      examples(
        "sim init sizing && sim size fleet.yaml",
        "sim size fleet.yaml --set load.agents=2000 --format json",
        "sim size scenarios/sizing/mistersmith.yaml --variant peak",
      ),
    )
    .action((path: string, options: Options) => {
      const read = openSizing(path, options);
      if (!options.quiet) printWarnings(read.warnings);
      if (options.out !== undefined) prepare(options.out, options);
      const { config, book, variant } = read;
      const sizing = computeSizes(config, book, { variant, version: packageVersion() });
      print(sizing, options.format, sizingReporters);
      if (options.out !== undefined) write(options.out, read, sizing);
      process.exitCode = exitCode(sizing);
    });

function exitCode({ objectives }: Sizing): ExitCode {
  return objectives.some(({ verdict }) => verdict === "missed") ? exitCodes.objectiveMissed : exitCodes.good;
}

const ours = ["sizing.yaml", "sizing.json", "sizing.csv", "data/"];

function prepare(folder: string, { force }: Options): void {
  checkWritable(folder);
  refuseForeign(folder, ours, "sizes of fleetcast");
  refuseToLose(join(folder, "sizing.json"), "sizes", { force });
}

function write(folder: string, { resolved, texts }: ReadSizing, sizing: Sizing): void {
  const { scenario, attachments } = relocate(resolved, texts);
  const head = `# What sim size ${sizing.version} was asked: ${sizing.sizing}. Ask it again: sim size sizing.yaml`;
  writeAtomically(join(folder, "sizing.yaml"), `${head}\n${scenario}`);
  for (const [path, text] of attachments) writeAtomically(join(folder, path), text);
  writeAtomically(join(folder, "sizing.csv"), sizingCsv(sizing));
  writeAtomically(join(folder, "sizing.json"), sizingJson(sizing));
}
