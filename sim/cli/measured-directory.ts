import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { measuredJson, readMeasured } from "../../harness/record/measured-json.js";
import type { MeasuredSnapshot } from "../../harness/record/snapshot.js";
import type { Measured } from "../outcome/measured.js";
import type { Outcome } from "../outcome/outcome.js";
import { WrongCall } from "./failures.js";
import { writeAtomically } from "./files.js";
import { type RunRecord, writeRun } from "./run-directory.js";

const counted = "measured.json";

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
    if (!existsSync(path))
      throw new WrongCall([`${folder}: expected a run that sim load --out wrote, but ${name} is missing`]);
    return readFileSync(path, "utf8");
  };
  const snapshot = readMeasured(text(counted));
  if (snapshot === null) throw new WrongCall([`${join(folder, counted)}: expected the counts of a measured run`]);
  const outcome = JSON.parse(text("outcome.json"));
  if (outcome.kind !== "measured")
    throw new WrongCall([`${folder}: expected a measured run, got a ${outcome.kind} one`]);
  return { folder, outcome, snapshot, scenario: text("scenario.yaml") };
}
