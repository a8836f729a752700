import { formatIssue, type Issue } from "../../scenarios/language/index.js";
import { configurationsAbove, type LadderConfiguration } from "../experiments/ladder.js";
import { type FileSource, type OpenScenario, readFrom } from "../library/read.js";
import { ScenarioError } from "../library/scenario-error.js";
import { ScenarioFiles } from "../library/scenario-files.js";
import { nameOf } from "../outcome/index.js";
import { type ReadScenario, undrivable } from "../scenario/index.js";
import { refuse, WrongCall } from "./failures.js";
import { GitFiles } from "./git-files.js";
import type { ScenarioOptions } from "./options.js";

interface Opening extends ScenarioOptions {
  /** Whether to apply `staging.fleet`, for real load or a local fleet. */
  readonly staging?: boolean;
}

/** Reads a scenario with all that it names; every problem of it is thrown at once, as a wrong call. */
export function openScenario(path: string, opening: Opening): OpenScenario {
  return openFrom(() => new ScenarioFiles(path), opening);
}

/** Opens any number of configurations of one scenario, whose files are read and parsed once. */
export function configurationsOf(path: string): (opening: Opening) => OpenScenario {
  let files: ScenarioFiles | null = null;
  const opened = () => {
    files ??= new ScenarioFiles(path);
    return files;
  };
  return (opening) => openFrom(opened, opening);
}

/** The same of a scenario as it was at a commit. */
export function openAtCommit(path: string, ref: string, opening: Opening): OpenScenario {
  return openFrom(() => new GitFiles(path, ref), opening);
}

function openFrom(files: () => FileSource, opening: Opening): OpenScenario {
  try {
    const reading = readFrom(files(), opening);
    if (opening.staging) refuse([undrivable(reading.scenario) ?? []].flat());
    return reading;
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw new WrongCall(error.issues.length > 0 ? issueLines(error.issues) : error.lines);
  }
}

/**
 * Reads every configuration that the ladder of a scenario asks for, each with all its problems; none without a ladder.
 * `set` has the settings that the scenario was read with.
 */
export function openLadder(path: string, read: ReadScenario, set: readonly string[]): readonly LadderConfiguration[] {
  const open = configurationsOf(path);
  return configurationsAbove(read).map((techniques) => ({
    techniques,
    read: open({ variant: nameOf(techniques), set }),
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
