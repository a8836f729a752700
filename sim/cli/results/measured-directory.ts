import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { measuredJson, readMeasured } from "../../../harness/record/measured-json.js";
import type { MeasuredSnapshot } from "../../../harness/record/snapshot.js";
import type { Measured } from "../../outcome/measured.js";
import type { Outcome } from "../../outcome/outcome.js";
import { Refusal } from "../../outcome/refusal.js";
import { WrongCall } from "../failures.js";
import { namesIn, writeAtomically } from "./atomic-files.js";
import { type RunRecord, writeRun } from "./run-directory.js";

/** The file of the counts from which several machines' runs merge exactly. */
export const counted = "measured.json";

/** Writes a measured run, and beside it the counts from which several machines' runs merge exactly. */
export function writeMeasured(folder: string, run: RunRecord, snapshot: MeasuredSnapshot): void {
  writeRun(folder, run);
  writeAtomically(join(folder, counted), measuredJson(snapshot));
}

/** A measured run as it was written. */
export interface MeasuredDirectory {
  readonly folder: string;
  readonly outcome: Outcome & { readonly measured: Measured };
  readonly snapshot: MeasuredSnapshot;
  /** The resolved scenario; the same text for every part of a load. */
  readonly scenario: string;
}

export function readMeasuredDirectory(folder: string): MeasuredDirectory {
  const text = (name: string) => {
    const path = join(folder, name);
    if (!namesIn(folder).includes(name))
      throw new WrongCall([`${folder}: expected a run that sim load --out wrote, but ${name} is missing`]);
    return readFileSync(path, "utf8");
  };
  const snapshot = counts(text(counted), join(folder, counted));
  const outcome = measuredOutcome(text("outcome.json"));
  if (outcome === null)
    throw new WrongCall([`${join(folder, "outcome.json")}: expected the outcome of a measured run`]);
  return { folder, outcome, snapshot, scenario: text("scenario.yaml") };
}

function counts(text: string, path: string): MeasuredSnapshot {
  try {
    return readMeasured(text);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new WrongCall([`${path}: expected ${error.message}; drive this part again`]);
  }
}

/** The part of a stored outcome that is read. */
const read = z.looseObject({
  kind: z.literal("measured"),
  aborted: z.string().nullable(),
  measured: z.looseObject({
    targets: z.record(z.string(), z.string()),
    share: z.object({ index: z.int(), of: z.int() }),
    elapsedS: z.number(),
    begunAt: z.string().optional(),
  }),
});

function measuredOutcome(text: string): MeasuredDirectory["outcome"] | null {
  try {
    return read.parse(JSON.parse(text)) as object as MeasuredDirectory["outcome"];
  } catch {
    return null;
  }
}
