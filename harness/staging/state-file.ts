import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { runtimeFolder } from "./runtime-folder.js";

/** What a fleet leaves in a file of its own for `sim staging status` and `down` to find. */
export interface RunningFleet {
  /** Of its supervisor. */
  readonly pid: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly scenario: string;
  readonly controlUrl: string;
  /** All that it listens on. */
  readonly ports: readonly number[];
}

const runningFleet = z.object({
  pid: z.int().min(1),
  startedAt: z.string(),
  scenario: z.string(),
  controlUrl: z.url(),
  ports: z.array(z.int()),
}) satisfies z.ZodType<RunningFleet>;

/** The supervisor's process: what a fleet's file goes by. */
type Owner = Pick<RunningFleet, "pid">;

/** Makes a fleet known; its file is there whole or not at all. */
export function writeState(fleet: RunningFleet): void {
  const file = fileOf(fleet);
  writeFileSync(`${file}.partial`, JSON.stringify(fleet));
  renameSync(`${file}.partial`, file);
}

/** Forgets a fleet that is gone. */
export function removeState(owner: Owner): void {
  rmSync(fileOf(owner), { force: true });
}

/** Whether a fleet has made itself known. */
export function hasState(owner: Owner): boolean {
  return existsSync(fileOf(owner));
}

/** Every fleet that has made itself known, gone ones too where they could not say so; and files that tell of none. */
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
