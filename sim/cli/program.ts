import { Command } from "commander";
import { commands } from "./commands/index.js";
import { examples } from "./examples.js";
import { packageVersion } from "./package-assets.js";

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

/** A command, called so, and its subcommands throw where they would exit, and say where there is more to read. */
function throwing(command: Command, call: string): Command {
  for (const sub of command.commands) throwing(sub, `${call} ${sub.name()}`);
  return command.exitOverride().configureHelp({ helpWidth: 100 }).showHelpAfterError(`(${call} --help says more)`);
}
