import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { WrongCall } from "../failures.js";

const leftover = /^\..+\.\d+\.partial$/;

/** Whether a file name is that of a file that was being written: never a result, even when whole. */
export function isPartial(name: string): boolean {
  return leftover.test(name);
}

/** Faults of a path itself, whatever may be written there, by error code. */
const wrongPaths: Readonly<Record<string, string>> = {
  ENAMETOOLONG: "a name in it is too long",
  ELOOP: "a link in it leads back to itself",
  ENOENT: "no folder can be made there",
  EEXIST: "a link in it leads nowhere",
};

/** Sees that files can be written into a folder, and leaves nothing behind; throws a wrong call, or the system's error. */
export function checkWritable(folder: string): void {
  const made: string[] = [];
  const probe = join(folder, `.probe.${process.pid}.partial`);
  try {
    makeFolder(folder, made);
    if (!statSync(folder).isDirectory()) throw new WrongCall([`${folder}: is not a directory`]);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    const wrong = wrongPaths[(error as NodeJS.ErrnoException).code ?? ""];
    throw wrong === undefined ? error : new WrongCall([`${folder}: ${wrong}; name another`]);
  } finally {
    for (const each of made.reverse()) rmdirSync(each);
  }
}

/** Makes a folder with those above it, and tells which were missing. Node's own way never ends where none can be made. */
export function makeFolder(folder: string, made: string[] = []): void {
  const missing: string[] = [];
  for (let at = resolve(folder); lstatSync(at, { throwIfNoEntry: false }) === undefined; at = dirname(at)) {
    missing.unshift(at);
  }
  for (const each of missing) {
    mkdirSync(each);
    made.push(each);
  }
}

/** Refuses a folder that holds anything but files of these names, and folders where a name ends with a slash. */
export function refuseForeign(folder: string, ours: readonly string[], what: string): void {
  if (namesIn(folder).every((name) => ours.includes(name))) return;
  throw new WrongCall([`${folder}: holds something other than ${what}; name a new or empty directory`]);
}

/** The names of what a folder holds, those of folders with a slash; none where it does not exist. */
export function namesIn(folder: string): readonly string[] {
  const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  const whole = entries.filter(({ name }) => !isPartial(name));
  return whole.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
}

/** Writes a file so that its name never stands for half of it: a temporary beside it, synced, then renamed. */
export function writeAtomically(path: string, content: string | Uint8Array): void {
  writeInPieces(path, [content]);
}

/** The same of what is too long to be held at once. */
export function writeInPieces(path: string, pieces: Iterable<string | Uint8Array>): void {
  makeFolder(dirname(path));
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  try {
    writeSynced(partial, pieces);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error instanceof Error ? Object.assign(error, { path }) : error; // a write to an open file does not name it
  }
}

function writeSynced(path: string, pieces: Iterable<string | Uint8Array>): void {
  const file = openSync(path, "w");
  try {
    for (const piece of pieces) writeFileSync(file, piece);
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
