import { createHash } from "node:crypto";
import type { Sample } from "../outcome/sample.js";
import { packageVersion, priceBookDigest } from "./package-assets.js";

/** A scenario as a thread or another machine gets it: the whole of it as YAML, and the files that it names, by the path it names them with. */
export interface ResolvedScenario {
  readonly resolved: string;
  readonly files: ReadonlyMap<string, string>;
  /** How many replications there are in all, which decides what classes of nights are simulated apart. */
  readonly replications: number;
}

/** One replication of one scenario. */
export interface Trial {
  readonly scenario: ResolvedScenario;
  readonly index: number;
}

/** What became of the trial at a place of a list: a sample, nothing where it was stopped before it told anything, or why it broke. */
export interface EndedTrial {
  readonly place: number;
  readonly sample: Sample | null;
  readonly error: Error | null;
}

/** Who wants to know how far trials are, and may end them. */
export interface TrialWatch {
  /** `done` may be a fraction: replications under way count by their simulated time. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Ends the replications under way; those that are finished are kept. */
  readonly signal?: AbortSignal | undefined;
}

/** Who turns trials into samples: the threads of this machine, or many machines. */
export interface Runner {
  /** Gives each as it ends, in whatever order; one that breaks ends no other. */
  run(trials: readonly Trial[], watch: TrialWatch): AsyncIterable<EndedTrial>;
}

/** Of what samples hold: a change of it makes new ones. */
const sampleFormat = 1;

/**
 * Names a trial by all that decides its sample: this program and its prices, the scenario, its files, the number of the
 * replication and the class of nights that it is drawn from; not how many others there are.
 */
export function trialName({ scenario: { resolved, files }, index }: Trial, stratum: string | null): string {
  const own = resolved.replace(/^replications: .*$/m, "");
  const program = [sampleFormat, packageVersion(), priceBookDigest()];
  const hash = createHash("sha256").update(JSON.stringify([program, own, index, stratum]));
  for (const [path, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(JSON.stringify([path, text]));
  return hash.digest("hex").slice(0, 24);
}
