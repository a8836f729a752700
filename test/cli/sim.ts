import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** The built command, as `npm run build` leaves it. */
export const main = fileURLToPath(new URL("../../dist/sim/cli/main.js", import.meta.url));

export interface Exit {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `sim` to its end. */
export function sim(args: readonly string[], cwd?: string): Exit {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd, encoding: "utf8" });
  return { code: status, stdout, stderr };
}

/** An empty folder that is gone when the test is done. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "fleetcast-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
