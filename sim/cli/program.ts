import { Command } from "commander";
import { visible } from "../../scenarios/language/index.js";
import { nearest } from "../../scenarios/language/issues.js";
import { packageVersion } from "../experiments/package-assets.js";
import { commands } from "./commands/index.js";
import { failureOf } from "./failures.js";
import { examples } from "./options.js";

const exitCodeHelp = `

Exit codes: 0 good, 1 our bug, 2 the scenario or the call is wrong, 3 an objective was missed,
            4 the measurement is invalid, 5 aborted,
            6 the environment failed (target unreachable, access denied, disk full)`;

/**
 * The command line for a call: a CommanderError is thrown where it would exit. Only the commands that the call names are
 * complete, since the modules of all of them take a second to load.
 */
export async function program(call: readonly string[]): Promise<Command> {
  const sim = new Command("sim")
    .usage("<command> [options]")
    .description(
      "Predicts what an AWS fleet will cost, what p99 its users will see and what is lost with Spot capacity.",
    )
    .version(packageVersion())
    .addHelpText("after", examples("sim init", "sim run fleet.yaml", "sim help run") + exitCodeHelp);
  for (const { name, summary, complete } of commands) {
    const command = new Command(name).summary(summary);
    sim.addCommand(call.includes(name) ? await complete(command) : command);
  }
  return throwing(sim, "sim");
}

/** Says what a command and those below it do, or that there is none of such a name: Commander's own says nothing then. */
function help(of: Command): Command {
  return new Command("help")
    .summary("display help for a command")
    .description(`Displays help for ${of.name()} or a command of it.`)
    .argument("[command...]")
    .action((names: readonly string[]) => {
      names.reduce((command, name) => subcommand(command, name), of).help();
    });
}

function subcommand(of: Command, name: string): Command {
  const found = of.commands.find((command) => command.name() === name);
  if (found !== undefined) return found;
  const near = nearest(
    name,
    of.commands.map((command) => command.name()),
  );
  return of.error(`error: unknown command '${name}'${near === undefined ? "" : `\n(Did you mean ${near}?)`}`);
}

/** A command, called so, and its subcommands throw where they would exit, and say where there is more to read. */
function throwing(command: Command, call: string): Command {
  if (command.commands.length > 0) command.helpCommand(false).addCommand(help(command));
  for (const sub of command.commands) throwing(sub, `${call} ${sub.name()}`);
  return command.exitOverride().configureHelp({ helpWidth: 100 }).showHelpAfterError(`(${call} --help says more)`);
}

/** Does what the command line asks for; whatever goes wrong becomes lines on stderr and an exit code. */
export async function call(words: readonly string[]): Promise<void> {
  // A reader that has seen enough (`sim run ... | head`) changes neither what is done nor how it ends.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") fail(error);
  });
  process.stderr.on("error", () => {}); // nobody could be told
  process.on("uncaughtException", (error) => {
    fail(error);
    process.exit();
  });
  await program(words)
    .then((sim) => sim.parseAsync([...words], { from: "user" }))
    .catch(fail);
}

function fail(error: unknown): void {
  const { code, lines } = failureOf(error);
  for (const line of lines.flatMap((each) => each.split("\n"))) process.stderr.write(`${visible(line)}\n`);
  process.exitCode = code;
}
