import { shippedPrices, shippedScenarios } from "../experiments/package-assets.js";
import { type ReadScenario, readScenario } from "../scenario/index.js";
import { ScenarioError } from "./scenario-error.js";
import { ScenarioFiles } from "./scenario-files.js";

/** Which configuration of a scenario is meant. */
export interface ReadOptions {
  /** A deviation that the scenario names under `variants`; several, one over the other: "a+b". */
  readonly variant?: string | undefined;
  /** Values in place of the scenario's, as `--set` has them: "services.web.desired=5". */
  readonly set?: readonly string[] | undefined;
}

/** A scenario that was read, is without a problem, and can be read again in another configuration. */
export interface OpenScenario extends ReadScenario {
  /** The same source with another variant, and with further settings over those that it was read with. */
  readonly with: (changes: ReadOptions) => OpenScenario;
}

/**
 * Reads a scenario with all that it extends: `source` is the path of a file, or the text itself, of at least two lines,
 * whose relative paths begin at the working directory. Throws a `ScenarioError`.
 */
export function read(source: string, options: ReadOptions = {}): OpenScenario {
  const files = source.includes("\n")
    ? new ScenarioFiles("scenario.yaml", shippedScenarios, source)
    : new ScenarioFiles(source);
  return readFrom(files, options);
}

/** Source of a scenario and of the files that it names. */
export type FileSource = Pick<ScenarioFiles, "main" | "load">;

/** Options that only commands use. */
interface FileReading {
  readonly staging?: boolean | undefined;
  /** One day type of its calendar. */
  readonly day?: string | undefined;
}

/** The same of files that were opened already; `staging` reads it for real load, with its staging fleet laid over it. */
export function readFrom(files: FileSource, options: ReadOptions & FileReading): OpenScenario {
  const { variant, set, staging, day } = options;
  const reading = readScenario(files.main, { load: files.load, prices: shippedPrices(), variant, day, set, staging });
  if (!reading.ok) throw new ScenarioError(reading.issues);
  const again = (changes: ReadOptions) =>
    readFrom(files, {
      variant: changes.variant ?? variant,
      set: [...(set ?? []), ...(changes.set ?? [])],
      staging,
      day,
    });
  return Object.assign(reading, { with: again }); // no copy: that would make its resolved text, which may not be needed
}

/** A scenario with as many replications, and from another seed, in place of its own. */
export function withRuns(read: ReadScenario, runs: RunCount): ReadScenario {
  const { replications = read.scenario.replications, seed = read.scenario.seed } = runs;
  const line = (text: string, key: string, value: number | undefined) =>
    value === undefined ? text : text.replace(new RegExp(`^${key}: .*$`, "m"), `${key}: ${value}`);
  const resolved = line(line(read.resolved, "replications", runs.replications), "seed", runs.seed);
  return { ...read, resolved, scenario: { ...read.scenario, replications, seed } };
}

/** Number of replications and seed; what is left out is as the scenario says. */
export interface RunCount {
  readonly replications?: number | undefined;
  readonly seed?: number | undefined;
}
