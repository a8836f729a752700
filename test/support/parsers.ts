import { spawnSync } from "node:child_process";
import { programIn } from "./program.js";

/** The Python of an environment with the parsers of others. */
const python = programIn("PARSERS_PYTHON");

/** Why the parsers cannot be asked; null where they can. */
export const noParsers = python.missing;

/** Runs a script on a document and gives back the JSON that it prints; a document that its parser refuses fails the test. */
export function parsed<Told>(script: string, document: string, ...args: readonly string[]): Told {
  const child = spawnSync(python.path, ["-c", script, ...args], { input: document, encoding: "utf8", maxBuffer: 1e9 });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout) as Told;
}
