import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const leftover = /^\..+\.\d+\.partial$/;

/** Whether a file name is that of a file that was being written: never a result, even when whole. */
export function isPartial(name: string): boolean {
  return leftover.test(name);
}

/** Writes a file so that its name never stands for half of it: a temporary beside it, synced, then renamed. */
export function writeAtomically(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  try {
    writeSynced(partial, content);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

function writeSynced(path: string, content: string | Uint8Array): void {
  const file = openSync(path, "w");
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Removes what killed processes left in a folder and below it. */
export function removePartials(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && isPartial(entry.name)) rmSync(join(entry.parentPath, entry.name), { force: true });
  }
}
