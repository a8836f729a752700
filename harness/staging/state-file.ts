import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

/** Every fleet that has made itself known, gone ones too where they could not say so. */
export function readStates(): readonly RunningFleet[] {
  const folder = runtimeFolder();
  const names = readdirSync(folder).filter((name) => /^staging-\d+\.json$/.test(name));
  return names.map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));
}

function fileOf({ pid }: Owner): string {
  return join(runtimeFolder(), `staging-${pid}.json`);
}
