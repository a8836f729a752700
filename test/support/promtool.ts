import { spawnSync } from "node:child_process";
import { programIn } from "./program.js";

const program = programIn("PROMTOOL");

/** Why Prometheus' own tool cannot be asked; null where it can. */
export const noPromtool = program.missing;

/** Runs Prometheus' own tool on a document, and gives back whether it takes it and what it says. */
export function promtool(
  args: readonly string[],
  document = "",
): { readonly code: number | null; readonly words: string } {
  const { status, stdout, stderr } = spawnSync(program.path, args, { input: document, encoding: "utf8" });
  return { code: status, words: `${stdout}${stderr}` };
}
