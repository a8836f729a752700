import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { SourceFile } from "../../scenarios/language/index.js";
import { WrongCall } from "./failures.js";
import { shippedScenarios } from "./package-assets.js";

const megabytesMax = 100;

/** Opens a scenario, and the files it names: below its own folder or among the shipped scenarios, nowhere else. */
export class ScenarioFiles {
  /** The data files that were read, by the path the scenario names them with. */
  readonly attachments = new Map<string, SourceFile>();
  readonly main: SourceFile;
  readonly #roots: readonly string[];

  constructor(path: string) {
    this.main = { path, text: readText(path) };
    this.#roots = [realpathSync(dirname(path)), realpathSync(shippedScenarios)];
  }

  /** Reads the file that a scenario calls `path`; throws an error whose message says what is wrong with it. */
  readonly load = (path: string, from: string): SourceFile => {
    const found = this.#find(path, from);
    const file = { path: found, text: readText(found) };
    if (![".yaml", ".yml"].includes(extname(path))) this.#attach(path, file);
    return file;
  };

  #find(path: string, from: string): string {
    if (isAbsolute(path)) throw new WrongCall([`${path}: give the path relative to ${basename(from)}`]);
    const beside = join(dirname(from), path);
    const shipped = join(shippedScenarios, path);
    const found = [beside, ...(basename(path) === path ? [shipped] : [])].find((candidate) => existsSync(candidate));
    if (found === undefined)
      throw new WrongCall([`${path}: no such file beside ${from} or among the shipped scenarios`]);
    if (!this.#roots.some((root) => isBelow(realpathSync(found), root))) {
      throw new WrongCall([`${path}: lies outside the folder of the scenario; move it there`]);
    }
    return found;
  }

  #attach(path: string, file: SourceFile): void {
    const other = this.attachments.get(path);
    if (other !== undefined && resolve(other.path) !== resolve(file.path)) {
      throw new WrongCall([`${path}: means both ${other.path} and ${file.path}; rename one of them`]);
    }
    this.attachments.set(path, file);
  }
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function readText(path: string): string {
  const { size } = statOf(path);
  if (size > megabytesMax * 1e6) throw new WrongCall([`${path}: expected at most ${megabytesMax} MB`]);
  return readFileSync(path, "utf8");
}

function statOf(path: string) {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) throw new WrongCall([`${path}: is a directory; name a file`]);
    if (!stat.isFile() && !stat.isFIFO()) throw new WrongCall([`${path}: is not a file`]);
    return stat;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR" && code !== "ELOOP") throw error;
    throw new WrongCall([`${path}: no such file`]);
  }
}
