import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { statusPath } from "./control/server.js";
import type { FleetStatus } from "./status.js";

/** What a fleet that stands by itself leaves for `sim staging status` and `down` to find. */
export interface RunningFleet {
  /** Of its supervisor. */
  readonly pid: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly scenario: string;
  readonly controlUrl: string;
  /** All that it listens on, the control endpoint's first. */
  readonly ports: readonly number[];
}

const answerWithinMs = 2_000;

/** This user's folder for what lives as long as a fleet does. */
function runtimeFolder(): string {
  const { XDG_RUNTIME_DIR } = process.env;
  return XDG_RUNTIME_DIR ? join(XDG_RUNTIME_DIR, "fleetcast") : join(tmpdir(), `fleetcast-${userInfo().uid}`);
}

function stateFile({ pid }: { readonly pid: number }): string {
  return join(runtimeFolder(), `staging-${pid}.json`);
}

/** Makes a fleet known; its file is there whole or not at all. */
export function writeState(fleet: RunningFleet): void {
  mkdirSync(runtimeFolder(), { recursive: true, mode: 0o700 });
  const file = stateFile(fleet);
  writeFileSync(`${file}.partial`, JSON.stringify(fleet));
  renameSync(`${file}.partial`, file);
}

export function removeState(fleet: { readonly pid: number }): void {
  rmSync(stateFile(fleet), { force: true });
}

/** Where the log of a fleet that stands by itself goes. */
export function logFile(): string {
  mkdirSync(runtimeFolder(), { recursive: true, mode: 0o700 });
  return join(runtimeFolder(), "staging.log");
}

/** The fleets of this user that stand; the files of those that died without a word are removed. */
export async function runningFleets(): Promise<readonly RunningFleet[]> {
  const fleets = stateFiles().map((file): RunningFleet => JSON.parse(readFileSync(file, "utf8")));
  const statuses = await Promise.all(fleets.map(statusOf));
  for (const [index, fleet] of fleets.entries()) if (statuses[index] === null) removeState(fleet);
  return fleets.filter((_, index) => statuses[index] !== null);
}

/** What a fleet says of itself; null where it is gone, also where another program has its port or its process id. */
export async function statusOf({ pid, controlUrl }: RunningFleet): Promise<FleetStatus | null> {
  try {
    const response = await fetch(controlUrl + statusPath, { signal: AbortSignal.timeout(answerWithinMs) });
    const status = (await response.json()) as FleetStatus;
    return status.pid === pid ? status : null;
  } catch {
    return null;
  }
}

function stateFiles(): readonly string[] {
  try {
    const names = readdirSync(runtimeFolder()).filter((name) => /^staging-\d+\.json$/.test(name));
    return names.map((name) => join(runtimeFolder(), name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
