import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { SampleStore, Shard } from "../../experiments/laboratory.js";
import { differenceOf, type ExperimentPlan, planText } from "../../experiments/plan.js";
import { WrongCall } from "../failures.js";
import { checkWritable, makeFolder, namesIn, removePartials, writeAtomically } from "./atomic-files.js";
import { Lock } from "./lock.js";
import { SampleFile } from "./sample-file.js";

/** The place where an experiment is stored: a directory, or a prefix of a bucket. */
export interface ExperimentPlace {
  readonly store: SampleStore;
  /** Sees that all samples that were added are safe. */
  flush(): Promise<void>;
  /** Puts the samples of these trials in this order, then the results, the one that vouches for the others last. */
  conclude(trials: readonly string[], results: readonly (readonly [name: string, text: string])[]): Promise<void>;
  close(): void;
}

/** Options of opening an experiment's place. */
export interface PlaceOptions {
  /** Samples of this part alone are added, beside other machines that add those of theirs. */
  readonly shard: Shard | null;
  /** Another experiment that is there is written over, except for the samples that this one has in common with it. */
  readonly force?: true | undefined;
  /** Files with samples that are found beside those that are there. */
  readonly besides?: readonly string[];
  /** Endpoint of S3; AWS's where it is left out. */
  readonly endpointUrl?: string | undefined;
}

/** The file that says what experiment a place holds. */
export const planName = "experiment.json";
/** The file of the samples of an experiment that is whole. */
export const samplesName = "samples.ndjson";

/** Name of a shard's part, such as 3-of-8. */
export function partName({ number, of }: Shard): string {
  return `${number + 1}-of-${of}`;
}

/** Opens a directory for an experiment: a new or empty one, or one that holds this experiment already. */
export function openDirectory(
  folder: string,
  plan: ExperimentPlan,
  { shard, force, besides = [] }: PlaceOptions,
): ExperimentPlace {
  const text = planText(plan);
  checkWritable(folder);
  refuseOther(folder, plan, text, force ?? false);
  makeFolder(folder);
  if (planIn(folder) === null) writeAtomically(join(folder, planName), text); // first, so that all that follows is ours
  const own = join(folder, shard === null ? samplesName : `samples-${partName(shard)}.ndjson`);
  const lock = new Lock(`${own}.lock`, own);
  try {
    if (shard === null) removePartials(folder); // beside other shards they may be written right now
    if (planIn(folder) !== text) writeAtomically(join(folder, planName), text);
    const others = shard === null ? sampleFilesIn(folder) : [join(folder, samplesName)];
    const found = new Set([...others, ...besides]);
    found.delete(own);
    const store = new SampleFile(own, [...found]);
    return new ExperimentDirectory(folder, store, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The text of the plan that a directory holds; null where it holds none. */
export function planIn(folder: string): string | null {
  const path = join(folder, planName);
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}

class ExperimentDirectory implements ExperimentPlace {
  constructor(
    private readonly folder: string,
    readonly store: SampleFile,
    private readonly lock: Lock,
  ) {}

  async flush(): Promise<void> {}

  async conclude(trials: readonly string[], results: readonly (readonly [string, string])[]): Promise<void> {
    this.store.seal(trials);
    for (const [name, text] of results) writeAtomically(join(this.folder, name), text);
    for (const path of sampleFilesIn(this.folder)) {
      if (path === join(this.folder, samplesName)) continue; // it has now what the parts held
      rmSync(path);
      rmSync(`${path}.lock`, { force: true });
    }
  }

  close(): void {
    this.store.close();
    this.lock.release();
  }
}

/** The files with samples in a directory. */
export function sampleFilesIn(folder: string): readonly string[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter((name) => /^samples(-\d+-of-\d+)?\.ndjson$/.test(name)).map((name) => join(folder, name));
}

/** Refuses a directory that holds something else, or another experiment. */
function refuseOther(folder: string, plan: ExperimentPlan, text: string, force: boolean): void {
  const there = planIn(folder);
  if (there === text || (there === null && namesIn(folder).length === 0)) return;
  const difference = there === null ? null : differenceOf(there, plan);
  if (difference === null)
    throw new WrongCall([
      `${folder}: holds something other than an experiment of fleetcast; name a new or empty directory`,
    ]);
  if (force) return;
  throw new WrongCall([
    `${folder}: holds another experiment, ${difference}; name another directory, or say --force to write over it,`,
    "which keeps the samples that both have in common",
  ]);
}
