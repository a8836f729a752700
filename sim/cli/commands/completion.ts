import { Argument, type Command, Option } from "commander";
import { readDocument } from "../../../scenarios/language/index.js";
import { ScenarioFiles } from "../../library/scenario-files.js";
import type { CommandEntry } from "../command-entry.js";
import { bash } from "../completion/bash.js";
import { completedCalls } from "../completion/calls.js";
import { fish } from "../completion/fish.js";
import { zsh } from "../completion/zsh.js";
import { WrongCall } from "../failures.js";
import { examples, filePath } from "../options.js";

const shells = { bash, zsh, fish } as const;

/** Prints what a shell needs to complete calls of `sim`. */
export const completion = (command: Command, commands: readonly CommandEntry[]): Command =>
  command
    .description(
      "Prints a script with which a shell completes commands, options, their values, scenario files and variants of the file at hand.",
    )
    .addArgument(new Argument("[shell]", "whose script").choices(Object.keys(shells)))
    .addOption(new Option("--variants <file.yaml>", "only the names of its variants").argParser(filePath).hideHelp())
    .addHelpText(
      "after",
      examples(
        'eval "$(sim completion bash)"      # in ~/.bashrc',
        'eval "$(sim completion zsh)"      # in ~/.zshrc',
        "sim completion fish > ~/.config/fish/completions/sim.fish",
      ),
    )
    .action(async (shell: keyof typeof shells | undefined, { variants }: { readonly variants?: string }) => {
      if (variants !== undefined) return void process.stdout.write(namesOf(variants));
      if (shell === undefined) throw new WrongCall([`expected a shell: ${Object.keys(shells).join(", ")}`]);
      process.stdout.write(shells[shell](await completedCalls(commands)));
    });

function namesOf(path: string): string {
  const files = new ScenarioFiles(path);
  return readDocument(files.main, { load: files.load })
    .variants.map((name) => `${name}\n`)
    .join("");
}
