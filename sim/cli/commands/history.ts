import type { Command } from "commander";
import { historyReporters } from "../../../reports/history/index.js";
import { pageOf, pageOfAll } from "../../../reports/html/index.js";
import { pageScript } from "../../experiments/package-assets.js";
import { historyExitCode } from "../../outcome/exit-code.js";
import { historiesOf } from "../../outcome/history.js";
import { examples, formatOption } from "../options.js";
import { writeAtomically } from "../results/atomic-files.js";
import { readNights } from "../results/night-files.js";
import { noteOnStderr, print } from "../terminal.js";

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
      const { nights, damaged } = readNights(folder);
      if (damaged.length > 0) noteOnStderr(leftOut(damaged, nights.length + damaged.length));
      const histories = historiesOf(nights);
      print(histories, format, historyReporters, { strict });
      if (page !== undefined) {
        const results = histories.map((result) => ({ result, events: [] }));
        const drawn = results.length === 1 ? pageOf(histories[0], [], pageScript()) : pageOfAll(results, pageScript());
        writeAtomically(page, drawn);
      }
      process.exitCode = historyExitCode(histories, { strict: strict ?? false });
    });

const namedMost = 3;

/** What stderr says of files that are no nights. */
function leftOut(damaged: readonly string[], all: number): string {
  const more = damaged.length > namedMost ? ` and ${damaged.length - namedMost} more` : "";
  const names = `${damaged.slice(0, namedMost).join(", ")}${more}`;
  return `${damaged.length} of ${all} nights cannot be read and ${damaged.length === 1 ? "is" : "are"} left out: ${names}`;
}
