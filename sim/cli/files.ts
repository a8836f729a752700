import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve, sep } from "node:path";

const leftover = /^\..+\.\d+\.partial$/;

/** Whether a file name is that of a file that was being written: never a result, even when whole. */
export function isPartial(name: string): boolean {
  return leftover.test(name);
}

/** Throws the system's error where a folder could be neither written nor made; makes nothing. */
export function checkWritable(folder: string): void {
  let standing = resolve(folder);
  while (!existsSync(standing)) standing = dirname(standing);
  accessSync(standing + sep, constants.W_OK); // with its separator, a file is no folder
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
    throw error instanceof Error ? Object.assign(error, { path }) : error; // a write to an open file does not name it
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
