import type { Command } from "commander";
import { init } from "./init.js";

/** The commands of `sim`, in the order of its help. */
export const commands: readonly (() => Command)[] = [init];
