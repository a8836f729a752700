import { existsSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, normalize, relative, sep } from "node:path";
import { readBytes } from "../../harness/read-bytes.js";
import { formatIssue, type Issue, type Refusal, type SourceFile } from "../../scenarios/language/index.js";
import { configurationsAbove, type LadderConfiguration } from "../experiments/ladder.js";
import { shippedPrices, shippedScenarios } from "../experiments/package-assets.js";
import { nameOf } from "../outcome/index.js";
import { type ReadScenario, readScenario, undrivable } from "../scenario/index.js";
import { refuse, WrongCall } from "./failures.js";
import { GitFiles } from "./git-files.js";
import type { ScenarioOptions } from "./options.js";

interface Opening extends ScenarioOptions {
  /** For real load or a local fleet: with what the scenario has under staging.fleet laid over it. */
  readonly staging?: boolean;
}

/** Reads a scenario with all that it names; every problem of it is thrown at once, as a wrong call. */
export function openScenario(path: string, opening: Opening): ReadScenario {
  return openFrom(new ScenarioFiles(path), opening);
}

/** The same of a scenario as it was at a commit. */
export function openAtCommit(path: string, ref: string, opening: Opening): ReadScenario {
  return openFrom(new GitFiles(path, ref), opening);
}

function openFrom(files: Pick<ScenarioFiles, "main" | "load">, { variant, day, set, staging }: Opening): ReadScenario {
  const reading = readScenario(files.main, { load: files.load, prices: shippedPrices(), variant, day, set, staging });
  if (!reading.ok) throw new WrongCall(issueLines(reading.issues));
  if (staging) refuse([undrivable(reading.scenario) ?? []].flat());
  return reading;
}

/**
 * Reads every configuration that the ladder of a scenario asks for, each with all its problems; none without a ladder.
 * `set` has the settings that the scenario was read with.
 */
export function openLadder(path: string, read: ReadScenario, set: readonly string[]): readonly LadderConfiguration[] {
  return configurationsAbove(read).map((techniques) => ({
    techniques,
    read: openScenario(path, { variant: nameOf(techniques), set }),
  }));
}

/** Beyond so many problems a reader cures some and asks again. */
const linesMax = 50;

/** The lines of a reading's problems: what ended the call stands nearest to the prompt, however much a file that is extended warns of. */
export function issueLines(issues: readonly Issue[]): readonly string[] {
  const errors = issues.filter(({ severity }) => severity === "error");
  const warnings = issues.filter(({ severity }) => severity === "warning");
  const shownErrors = errors.slice(0, linesMax);
  const shown = [...warnings.slice(0, linesMax - shownErrors.length), ...shownErrors];
  return [...shown.map(formatIssue), ...andMore(issues.length - shown.length)];
}

function andMore(count: number): readonly string[] {
  return count === 0 ? [] : [`and ${count.toLocaleString("en-US")} more problems: cure these first`];
}

/** Says on stderr what is legal in a scenario but surely not meant. */
export function printWarnings(warnings: readonly Issue[]): void {
  for (const line of issueLines(warnings)) process.stderr.write(`${line}\n`);
}

const megabytesMax = 100;

/** Opens a scenario, and the files it names: below its own folder or among the shipped scenarios, nowhere else. */
export class ScenarioFiles {
  readonly main: SourceFile;
  readonly #shipped: string;
  readonly #roots: readonly string[];

  /** Files that are named without a folder may also stand in `shipped`. */
  constructor(path: string, shipped: string = shippedScenarios) {
    if (!existsSync(path)) throw new WrongCall([`${path}: no such file`]);
    const text = textOf(path);
    if (typeof text !== "string") throw new WrongCall([`${path}: expected ${text.refused}${scenarioWithin(path)}`]);
    this.main = { path: normalize(path), text };
    this.#shipped = shipped;
    this.#roots = [realpathSync(dirname(path)), realpathSync(shipped)];
  }

  /** Reads the file that the scenario `from` calls `path`, or says what it expected instead. */
  readonly load = (path: string, from: string): SourceFile | Refusal => {
    const found = this.#find(path, from);
    if (typeof found !== "string") return found;
    const text = textOf(found);
    return typeof text === "string" ? { path: found, text } : text;
  };

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

/** The text of a file, or what was expected in place of what cannot be read as one. */
function textOf(path: string): string | Refusal {
  const stat = statSync(path);
  if (stat.isDirectory()) return { refused: "a file, not a directory" };
  if (!stat.isFile() && !stat.isFIFO()) return { refused: "a file, not a device" };
  const bytes = readBytes(path, megabytesMax * 1e6);
  if (bytes === "silent") return { refused: "a file, not a pipe that nobody writes into" };
  return bytes === "too long" ? { refused: `a file of at most ${megabytesMax} MB` } : bytes.toString("utf8");
}
