import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, normalize, relative, sep } from "node:path";
import type { Refusal, SourceFile } from "../../scenarios/language/index.js";
import { WrongCall } from "./failures.js";
import { shippedScenarios } from "./package-assets.js";

const megabytesMax = 100;

/** Opens a scenario, and the files it names: below its own folder or among the shipped scenarios, nowhere else. */
export class ScenarioFiles {
  readonly main: SourceFile;
  readonly #roots: readonly string[];

  constructor(path: string) {
    if (!existsSync(path)) throw new WrongCall([`${path}: no such file`]);
    const expected = expectedFile(path);
    if (expected !== null) throw new WrongCall([`${path}: expected ${expected}${scenarioWithin(path)}`]);
    this.main = { path: normalize(path), text: readFileSync(path, "utf8") };
    this.#roots = [realpathSync(dirname(path)), realpathSync(shippedScenarios)];
  }

  /** Reads the file that the scenario `from` calls `path`, or says what it expected instead. */
  readonly load = (path: string, from: string): SourceFile | Refusal => {
    const found = this.#find(path, from);
    if (typeof found !== "string") return found;
    const expected = expectedFile(found);
    if (expected !== null) return { refused: expected };
    return { path: found, text: readFileSync(found, "utf8") };
  };

  #find(path: string, from: string): string | Refusal {
    if (isAbsolute(path)) return { refused: `a path relative to ${basename(from)}` };
    const beside = join(dirname(from), path);
    const places = basename(path) === path ? [beside, join(shippedScenarios, path)] : [beside];
    const found = places.find((place) => existsSync(place));
    if (found === undefined) return { refused: `a file that exists, beside ${from} or among the shipped scenarios` };
    const isAllowed = this.#roots.some((root) => isBelow(realpathSync(found), root));
    return isAllowed ? found : { refused: "a file below the folder of the scenario" };
  }
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The remedy where the folder of a run is called instead of the scenario in it. */
function scenarioWithin(path: string): string {
  const within = join(path, "scenario.yaml");
  return existsSync(within) ? ` (did you mean ${within}?)` : "";
}

/** What was expected in place of what cannot be read as a file; null where it can. */
function expectedFile(path: string): string | null {
  const stat = statSync(path);
  if (stat.isDirectory()) return "a file, not a directory";
  if (!stat.isFile() && !stat.isFIFO()) return "a file, not a device";
  return stat.size > megabytesMax * 1e6 ? `a file of at most ${megabytesMax} MB` : null;
}
