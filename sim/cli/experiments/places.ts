import { existsSync } from "node:fs";
import type { ExperimentPlan } from "../../experiments/plan.js";
import { WrongCall } from "../failures.js";
import {
  type ExperimentPlace,
  openDirectory,
  type PlaceOptions,
  planIn,
  sampleFilesIn,
} from "../results/experiment-directory.js";

/** An experiment as found at a place: its plan as text, and files of samples, some of them local copies. */
export interface FoundExperiment {
  readonly at: string;
  readonly plan: string;
  readonly samples: readonly string[];
  /** Names that say of which part samples are: parts/3-of-8/... */
  readonly parts: readonly string[];
  close(): void;
}

/** Opens the place of an experiment: a directory, or a prefix of a bucket. */
export async function openPlace(at: string, plan: ExperimentPlan, options: PlaceOptions): Promise<ExperimentPlace> {
  if (!isBucket(at)) return openDirectory(at, plan, options);
  const { openBucket } = await import("../results/experiment-bucket.js"); // the SDK takes a while to load
  return openBucket(at, plan, options);
}

/** Finds the experiment at a place; a wrong call where none is there. */
export async function findExperiment(at: string, endpointUrl: string | undefined): Promise<FoundExperiment> {
  if (isBucket(at)) {
    const { readBucket } = await import("../results/experiment-bucket.js");
    const { plan, ...found } = await readBucket(at, endpointUrl);
    if (plan !== null) return { at, plan, ...found };
  } else {
    const plan = planIn(at);
    const samples = sampleFilesIn(at);
    if (plan !== null) return { at, plan, samples, parts: samples, close() {} };
  }
  const isThere = isBucket(at) || existsSync(at);
  throw new WrongCall([`${at}: ${isThere ? "holds no experiment of fleetcast" : "no such directory"}`]);
}

/** Whether a place is in a bucket. */
export function isBucket(at: string): boolean {
  return at.startsWith("s3://");
}
