import { Command, type Option } from "commander";
import type { CommandEntry } from "../command-entry.js";

/**
 * The possible values of an option or argument: words of a list, files by their extension, or the variants of the
 * scenario.
 */
export type Completed =
  | { readonly sort: "words"; readonly words: readonly string[] }
  | { readonly sort: "files"; readonly ends: readonly string[] }
  | { readonly sort: "folders" | "variants" | "anything" };

/** An option as a shell completes it. */
export interface CompletedOption {
  /** "--format", and its short form where it has one. */
  readonly flags: readonly string[];
  readonly about: string;
  /** Null where no value follows. */
  readonly value: Completed | null;
}

/** A call such as "run" or "staging up", and what may follow it. */
export interface CompletedCall {
  readonly words: readonly string[];
  readonly about: string;
  /** Commands below it, which come first. */
  readonly below: readonly string[];
  readonly options: readonly CompletedOption[];
  readonly argument: Completed | null;
}

/** Every call that there is, from the commands' own descriptions of themselves; `sim` alone is the first. */
export async function completedCalls(commands: readonly CommandEntry[]): Promise<readonly CompletedCall[]> {
  const sim = new Command("sim").option("-V, --version", "output the version number");
  for (const { name, summary, complete } of commands)
    sim.addCommand((await complete(new Command(name).summary(summary))).helpCommand(false));
  return callsOf(sim, []);
}

function callsOf(command: Command, words: readonly string[]): readonly CompletedCall[] {
  const [argument] = command.registeredArguments;
  const below = command.commands.map((each) => each.name());
  const own: CompletedCall = {
    words,
    about: command.summary() || command.description().split("\n")[0],
    below,
    options: [...command.options.map(completedOption), { flags: ["--help"], about: "display help", value: null }],
    argument: argument === undefined ? null : completed(argument.name(), argument.argChoices),
  };
  return [own, ...command.commands.flatMap((each) => callsOf(each, [...words, each.name()]))];
}

function completedOption({ short, long, flags, description, argChoices, required, optional }: Option): CompletedOption {
  const name = /[<[](.+?)(?:\.{3})?[\]>]$/.exec(flags)?.[1] ?? "";
  return {
    flags: [long, short].filter((each) => each !== undefined),
    about: description,
    value: required || optional ? completed(long === "--variant" ? "variant" : name, argChoices) : null,
  };
}

/** The completion of a value, by the name its help gives it: `<scenario.yaml>`, `<dir>`, `<file>`. */
function completed(name: string, choices: readonly string[] | undefined): Completed {
  if (choices !== undefined) return { sort: "words", words: choices };
  if (name === "variant") return { sort: "variants" };
  if (/^(?:.*-)?dirs?$/.test(name)) return { sort: "folders" };
  const end = /\.(\w+)$/.exec(name)?.[1];
  if (end !== undefined) return { sort: "files", ends: end === "yaml" ? ["yaml", "yml"] : [end] };
  return /^(?:file|path)s?$/.test(name) ? { sort: "files", ends: [] } : { sort: "anything" };
}
