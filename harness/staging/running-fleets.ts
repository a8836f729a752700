import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { EnvironmentProblem } from "../environment-problem.js";
import { statusPath } from "./control/server.js";
import type { FleetStatus } from "./status.js";

const answerWithinMs = 2_000;
const endWithinMs = 10_000;
const pollMs = 50;

/** The running fleets of this user. Removes the files of fleets that died without removing them. */
export async function runningFleets(): Promise<readonly RunningFleet[]> {
  const standing = await lookAtAll();
  return standing.map(({ fleet }) => fleet);
}

/** The status of each running fleet of this user. */
export async function fleetStatuses(): Promise<readonly FleetStatus[]> {
  const standing = await lookAtAll();
  return standing.map(({ status }) => status);
}

/** Ends a fleet with all its processes; resolves when it is gone. */
export async function endFleet(fleet: RunningFleet): Promise<void> {
  kill(fleet.pid, "SIGTERM");
  const until = performance.now() + endWithinMs;
  while (hasState(fleet)) {
    if (performance.now() > until) {
      kill(fleet.pid, "SIGKILL");
      removeState(fleet);
    }
    await sleep(pollMs);
  }
}

/** Signals a process; it is not an error if that has already ended. */
function kill(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function lookAtAll(): Promise<readonly { readonly fleet: RunningFleet; readonly status: FleetStatus }[]> {
  const { fleets, damaged } = readStates();
  for (const file of damaged) process.stderr.write(`${file}: describes no staging fleet; check it and remove it\n`);
  const looks = fleets.map(async (fleet) => {
    const status = await statusOf(fleet);
    if (status === null) removeState(fleet);
    return status === null ? [] : [{ fleet, status }];
  });
  return (await Promise.all(looks)).flat();
}

/** The status that a fleet reports; null when it is gone, even if another program has its port or its process id. */
async function statusOf({ pid, controlUrl }: RunningFleet): Promise<FleetStatus | null> {
  try {
    const response = await fetch(controlUrl + statusPath, { signal: AbortSignal.timeout(answerWithinMs) });
    const status = (await response.json()) as FleetStatus;
    return status.pid === pid ? status : null;
  } catch {
    return null;
  }
}

/** What a fleet writes to a file so that `sim staging status` and `down` can find it. */
export interface RunningFleet {
  /** Process id of the fleet's supervisor. */
  readonly pid: number;
  /** Start of the fleet, in ISO 8601. */
  readonly startedAt: string;
  readonly scenario: string;
  readonly controlUrl: string;
  /** All ports that it listens on. */
  readonly ports: readonly number[];
}

const runningFleet = z.object({
  pid: z.int().min(1),
  startedAt: z.string(),
  scenario: z.string(),
  controlUrl: z.url(),
  ports: z.array(z.int()),
}) satisfies z.ZodType<RunningFleet>;

/** The supervisor's process, which identifies a fleet's file. */
type Owner = Pick<RunningFleet, "pid">;

/** Writes a fleet's file, which appears completely or not at all. */
export function writeState(fleet: RunningFleet): void {
  const file = fileOf(fleet);
  writeFileSync(`${file}.partial`, JSON.stringify(fleet));
  renameSync(`${file}.partial`, file);
}

/** Removes the file of a fleet that is gone. */
export function removeState(owner: Owner): void {
  rmSync(fileOf(owner), { force: true });
}

/** Whether a fleet's file exists. */
function hasState(owner: Owner): boolean {
  return existsSync(fileOf(owner));
}

/**
 * Reads the files of all fleets, including any that died without removing theirs; lists files that describe no fleet as
 * damaged.
 */
export function readStates(): { readonly fleets: readonly RunningFleet[]; readonly damaged: readonly string[] } {
  const folder = runtimeFolder();
  const files = readdirSync(folder).filter((name) => /^staging-\d+\.json$/.test(name));
  const read = files.map((name) => join(folder, name)).map((file) => ({ file, fleet: fleetIn(file) }));
  return {
    fleets: read.flatMap(({ fleet }) => (fleet === null ? [] : [fleet])),
    damaged: read.flatMap(({ file, fleet }) => (fleet === null ? [file] : [])),
  };
}

function fleetIn(file: string): RunningFleet | null {
  try {
    const fleet = runningFleet.parse(JSON.parse(readFileSync(file, "utf8")));
    return file === fileOf(fleet) ? fleet : null;
  } catch {
    return null;
  }
}

function fileOf({ pid }: Owner): string {
  return join(runtimeFolder(), `staging-${pid}.json`);
}

const writableByOthers = 0o022;

/**
 * This user's folder for files that live as long as a fleet. Refuses a folder that another user owns or may write to,
 * and a link.
 */
export function runtimeFolder(): string {
  const { XDG_RUNTIME_DIR } = process.env;
  const { uid } = userInfo();
  const folder = XDG_RUNTIME_DIR ? join(XDG_RUNTIME_DIR, "fleetcast") : join(tmpdir(), `fleetcast-${uid}`);
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const problem = folderProblem(folder, uid);
  if (problem !== null) throw new EnvironmentProblem(`${folder} ${problem}, or set XDG_RUNTIME_DIR`);
  return folder;
}

/** Why a folder cannot be trusted, with the remedy; null when it can. Windows has neither owners nor modes. */
function folderProblem(folder: string, uid: number): string | null {
  const found = lstatSync(folder);
  if (found.isSymbolicLink()) return "is a link: remove it";
  if (!found.isDirectory()) return "is no folder: remove it";
  if (uid < 0) return null;
  if (found.uid !== uid) return "belongs to another user: remove it";
  return (found.mode & writableByOthers) === 0 ? null : `may be written by others: chmod 700 ${folder}`;
}
