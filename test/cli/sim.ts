import { type ChildProcessByStdio, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** The built command, as `npm run build` leaves it. */
export const main = fileURLToPath(new URL("../../dist/bin/sim.js", import.meta.url));

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

/** A `sim` that runs. */
export type Running = ChildProcessByStdio<null, Readable, Readable>;

/** Starts `sim`, which is gone when the test is done. */
export function startSim(args: readonly string[], { cwd, env }: Pick<SpawnOptions, "cwd" | "env"> = {}): Running {
  const child = spawn(process.execPath, [main, ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** How a running `sim` ends, and all that it prints from now on. */
export async function endOf(child: Running): Promise<Exit> {
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code, stdout, stderr };
}

/** An empty folder that is gone when the test is done. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "fleetcast-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
