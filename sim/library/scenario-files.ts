import { existsSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, normalize, relative, sep } from "node:path";
import { readBytes } from "../../harness/read-bytes.js";
import type { Refusal, SourceFile } from "../../scenarios/language/index.js";
import { shippedScenarios } from "../experiments/package-assets.js";
import { ScenarioError } from "./scenario-error.js";

const megabytesMax = 100;

/** Opens a scenario, and the files it names: below its own folder or among the shipped scenarios, nowhere else. */
export class ScenarioFiles {
  readonly main: SourceFile;
  readonly #shipped: string;
  readonly #roots: readonly string[];
  /** Files by path, since many configurations of a scenario name the same ones. */
  readonly #loaded = new Map<string, SourceFile | Refusal>();

  /** Files that are named without a folder may also stand in `shipped`; `text` where it is in no file. */
  constructor(path: string, shipped: string = shippedScenarios, text: string = textAt(path)) {
    this.main = { path: normalize(path), text };
    this.#shipped = shipped;
    this.#roots = [realpathSync(dirname(path)), realpathSync(shipped)];
  }

  /** Reads the file that the scenario `from` calls `path`, or says what it expected instead. */
  readonly load = (path: string, from: string): SourceFile | Refusal => {
    const name = JSON.stringify([path, from]);
    const known = this.#loaded.get(name) ?? this.#load(path, from);
    this.#loaded.set(name, known);
    return known;
  };

  #load(path: string, from: string): SourceFile | Refusal {
    const found = this.#find(path, from);
    if (typeof found !== "string") return found;
    const text = textOf(found);
    return typeof text === "string" ? { path: found, text } : text;
  }

  #find(path: string, from: string): string | Refusal {
    if (isAbsolute(path)) return { refused: `a path relative to ${basename(from)}` };
    const beside = join(dirname(from), path);
    const places = basename(path) === path ? [beside, join(this.#shipped, path)] : [beside];
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

/** The remedy where a variant is named as sim compare takes it: fleet.yaml:spot. */
function variantApart(path: string): string {
  const [, file, variant] = /^(.+):([^:/]+)$/.exec(path) ?? [];
  return file !== undefined && existsSync(file) ? ` (did you mean ${file} --variant ${variant}?)` : "";
}

function textAt(path: string): string {
  if (!existsSync(path)) throw new ScenarioError([], [`${path}: no such file${variantApart(path)}`]);
  const text = textOf(path);
  if (typeof text === "string") return text;
  throw new ScenarioError([], [`${path}: expected ${text.refused}${scenarioWithin(path)}`]);
}

/** The text of a file, or what was expected in place of what cannot be read as one. */
function textOf(path: string): string | Refusal {
  const stat = statSync(path);
  if (stat.isDirectory()) return { refused: "a file, not a directory" };
  if (!stat.isFile() && !stat.isFIFO()) return { refused: "a file, not a device" };
  const bytes = readBytes(path, megabytesMax * 1e6);
  if (bytes === "silent") return { refused: "a file, not a pipe that nobody writes into" };
  return bytes === "too long" ? { refused: `a file of at most ${megabytesMax} MB` } : bytes.toString("utf8");
}
