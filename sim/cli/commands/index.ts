import type { Command } from "commander";
import { calibrate } from "./calibrate.js";
import { drill } from "./drill.js";
import { explain } from "./explain.js";
import { init } from "./init.js";
import { load } from "./load.js";
import { run } from "./run.js";
import { schema } from "./schema.js";
import { staging } from "./staging.js";
import { validate } from "./validate.js";
import { verify } from "./verify.js";

/** The commands of `sim`, in the order of its help. */
export const commands: readonly (() => Command)[] = [
  init,
  run,
  explain,
  validate,
  schema,
  load,
  staging,
  verify,
  calibrate,
  drill,
];
