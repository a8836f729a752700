import type { Command } from "commander";

/** A command of `sim` by its name; its module gives it options and an action, and is loaded only where it is called. */
export interface CommandEntry {
  readonly name: string;
  /** One line about it for the list of commands. */
  readonly summary: string;
  readonly complete: (command: Command) => Promise<Command>;
}
