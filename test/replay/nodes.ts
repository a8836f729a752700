import { spawnSync } from "node:child_process";
import { join } from "node:path";

const packages = (major: number) => `node${major}@npm:node@${major}`;

/** Fetches other Nodes into a folder, from the npm package that carries them; gives the command of those that run. */
export function fetchNodes(majors: readonly number[], folder: string): ReadonlyMap<number, string> {
  const quiet = ["--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
  spawnSync("npm", ["install", ...quiet, "--prefix", folder, ...majors.map(packages)], { cwd: folder });
  const commands = majors.map((major) => [major, join(folder, "node_modules", `node${major}`, "bin", "node")] as const);
  return new Map(commands.filter(([major, command]) => versionOf(command).startsWith(`v${major}.`)));
}

function versionOf(command: string): string {
  const { status, stdout } = spawnSync(command, ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout : "";
}
