import type { Command } from "commander";
import { historyReporters } from "../../../reports/history/index.js";
import { pageOf, pageOfAll } from "../../../reports/html/index.js";
import { pageScript } from "../../experiments/package-assets.js";
import { historyExitCode } from "../../outcome/exit-code.js";
import { historiesOf } from "../../outcome/history.js";
import { examples, formatOption } from "../options.js";
import { writeAtomically } from "../results/atomic-files.js";
import { toldNights } from "../results/night-files.js";
import { print } from "../terminal.js";

interface Options {
  readonly format: string;
  readonly page?: string;
  readonly strict?: true;
}

/** The trend of nightly verifications. */
export const history = (command: Command): Command =>
  command
    .description(
      "Prints how far off predictions were, p99, errors, cost and verdicts, night by night, and where one of them drifted: changed " +
        "beyond the noise of the nights before. sim verify --history keeps the nights.",
    )
    .argument("<dir>", "the folder of the nights")
    .addOption(formatOption(historyReporters))
    .option("--page <file>", "draw it as a page too")
    .option("--strict", "exit 3 where the last night is one at which a drift was told")
    .addHelpText("after", examples("sim history nights", "sim history nights --page history.html --format markdown"))
    .action((folder: string, { format, page, strict }: Options) => {
      const histories = historiesOf(toldNights(folder));
      print(histories, format, historyReporters, { strict });
      if (page !== undefined) {
        const results = histories.map((result) => ({ result, events: [] }));
        const drawn = results.length === 1 ? pageOf(histories[0], [], pageScript()) : pageOfAll(results, pageScript());
        writeAtomically(page, drawn);
      }
      process.exitCode = historyExitCode(histories, { strict: strict ?? false });
    });
