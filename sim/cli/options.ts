import { availableParallelism } from "node:os";
import { type Command, InvalidArgumentError, Option } from "commander";
import { reporters } from "../../reports/index.js";

/** Which scenario is meant: a file, one of its variants, and settings on top. */
export interface ScenarioOptions {
  readonly variant?: string;
  /** Run only this day type of its calendar. */
  readonly day?: string;
  readonly set: readonly string[];
}

/** Options of running a scenario. */
export interface RunOptions extends ScenarioOptions {
  readonly seed?: number;
  readonly replications?: number;
  readonly workers: number;
  readonly format: string;
  readonly out?: string;
  readonly force?: true;
  readonly quiet?: true;
  readonly strict?: true;
}

export function withScenarioOptions(command: Command): Command {
  return command
    .option("--variant <name>", "a deviation that the file names under variants; several, one over the other: a+b")
    .option("--day <name>", "a type of the days of its calendar, alone")
    .addOption(repeated("--set <path=value>", "a value in place of the file's; may be given again"));
}

/** `formats`: in which a result is printed. */
export function withRunOptions(command: Command, formats: readonly { readonly format: string }[] = reporters): Command {
  return withScenarioOptions(command)
    .option("--seed <n>", "of every random number (default: the scenario's)", wholeNumber(0))
    .option("--replications <n>", "runs with seeds of their own (default: the scenario's)", wholeNumber(1))
    .addOption(formatOption(formats))
    .option("--out <dir>", "keep the result there: its files, what they were made from, and report.html", filePath)
    .option("--force", "write over a run that is there already")
    .addOption(workersOption())
    .option("--strict", "exit 3 also when an objective is undecided or not evaluated")
    .option("--quiet", "no progress and no notes");
}

/** Options of an experiment of many runs. */
export interface ExperimentOptions extends RunOptions {
  readonly shard?: string;
  readonly queue?: string;
  readonly endpointUrl?: string;
}

/** The options of a run, and those that experiments have in common. */
export function withExperimentOptions(command: Command, formats: readonly { readonly format: string }[]): Command {
  return withRunOptions(command, formats)
    .option(
      "--shard <i/n>",
      "this part alone, which sim merge joins (default: as a job of AWS Batch or Kubernetes says)",
    )
    .option("--endpoint-url <url>", "where S3 listens, if --out is s3://bucket/prefix and not at AWS")
    .addOption(queueOption("let the workers at this queue compute (sim worker), none on this machine"));
}

/** The option that asks which verdicts depend on what nobody knows. */
export function sensitivityOption(): Option {
  return new Option(
    "--sensitivity",
    "say which verdicts depend on what no public source tells: at most 20 replications more at both ends of each parameter",
  );
}

/** The number of threads. More than a few per core would fill the memory and compute nothing sooner. */
export function workersOption(about = "threads; the result does not depend on them"): Option {
  const most = Math.max(16, 4 * availableParallelism());
  return new Option("--workers <n>", about)
    .argParser((text) => Math.min(wholeNumber(1)(text), most))
    .default(availableParallelism());
}

/** A variable besides, since other users of a machine see the passwords of its command lines. */
export function queueOption(about: string): Option {
  return new Option("--queue <url>", `${about}: redis://host:6379, or rediss:// with TLS`).env("FLEETCAST_QUEUE");
}

/** All settings of a run, including options that stand for a setting, so that the resolved scenario has them too. */
export function settingsOf({
  set,
  seed,
  replications,
}: Pick<RunOptions, "set" | "seed" | "replications">): readonly string[] {
  return [
    ...set,
    ...(seed === undefined ? [] : [`seed=${seed}`]),
    ...(replications === undefined ? [] : [`replications=${replications}`]),
  ];
}

/** The option that chooses the format of a result. */
export function formatOption(reporters: readonly { readonly format: string }[]): Option {
  const names = reporters.map((reporter) => reporter.format);
  return new Option("--format <name>", "how to print the result").choices(names).default(names[0]);
}

/** Reads an option's whole number. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && Number.isSafeInteger(value)) return value;
    throw new InvalidArgumentError(`expected a whole number from ${least} on`);
  };
}

/** Reads an option's path; an empty one is mostly a variable that a script forgot to set. */
export function filePath(text: string): string {
  if (text !== "") return text;
  throw new InvalidArgumentError("expected a path");
}

/** An option that may be given several times. */
export function repeated(flags: string, about: string): Option {
  return new Option(flags, about).argParser(collect).default([], "none");
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

/** Examples below a command's help, a call a line. */
export function examples(...calls: readonly string[]): string {
  return `\nExamples:\n${calls.map((call) => `  $ ${call}`).join("\n")}`;
}
