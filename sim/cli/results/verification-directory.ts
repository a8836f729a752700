import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { MeasuredSnapshot } from "../../../harness/record/snapshot.js";
import { drillJson, drillMarkdown } from "../../../reports/drill/index.js";
import { pageOf } from "../../../reports/html/index.js";
import { verificationJson, verificationMarkdown } from "../../../reports/verification/index.js";
import { pageScript } from "../../experiments/package-assets.js";
import type { DrillReport, Verification } from "../../outcome/verification/index.js";
import { checkWritable, refuseForeign, removePartials, writeAtomically } from "./atomic-files.js";
import { exportFiles } from "./export-files.js";
import { writeMeasured } from "./measured-directory.js";
import { type Overwriting, prepareRunDirectory, type RunRecord, refuseToLose, writeRun } from "./run-directory.js";

const runs = { predicted: "predicted", measured: "measured" } as const;
const files = { json: "verification.json", markdown: "verification.md", page: "report.html" } as const;
const ours: readonly string[] = [
  ...Object.values(runs).map((run) => `${run}/`),
  ...Object.values(files),
  ...Object.values(exportFiles),
];

/** The content that a nightly job keeps: both runs, and their comparison. */
export interface VerificationRecord {
  readonly predicted: RunRecord;
  readonly measured: RunRecord;
  readonly snapshot: MeasuredSnapshot;
  readonly verification: Verification;
}

/** Sees that a folder can take a verification; refuses one that holds something else. */
export function prepareVerificationDirectory(folder: string, options: Overwriting): void {
  checkWritable(folder);
  refuseForeign(folder, ours, "a verification");
  refuseToLose(join(folder, files.json), "a verification", options);
  for (const run of Object.values(runs)) prepareRunDirectory(join(folder, run), options);
  if (existsSync(folder)) removePartials(folder);
}

/** Writes a verification; `verification.json` goes first when it is old and comes last when it is new. */
export function writeVerification(folder: string, record: VerificationRecord): void {
  const { predicted, measured, snapshot, verification } = record;
  for (const old of [files.json, ...Object.values(exportFiles)]) rmSync(join(folder, old), { force: true });
  writeRun(join(folder, runs.predicted), predicted);
  writeMeasured(join(folder, runs.measured), measured, snapshot);
  writeAtomically(join(folder, files.markdown), verificationMarkdown(verification));
  writeAtomically(join(folder, files.page), verificationPage(record));
  writeAtomically(join(folder, files.json), verificationJson(verification));
}

/** The page of a verification, with both of its runs. */
export function verificationPage({ verification, predicted, measured }: VerificationRecord): string {
  const drawn = { verification, predicted: predicted.outcome, measured: measured.outcome };
  return pageOf({ kind: "verification", ...drawn }, [], pageScript());
}

const names = {
  json: "drill.json",
  markdown: "drill.md",
  acknowledged: "acknowledged.txt",
  verification: "verification",
} as const;
const drillFiles: readonly string[] = [names.json, names.markdown, names.acknowledged, `${names.verification}/`];

/** The file of the requests that were answered as expected, an id a line. */
export function acknowledgedFile(folder: string): string {
  return join(folder, names.acknowledged);
}

/** Sees that a folder can take a drill; refuses one that holds something else. */
export function prepareDrillDirectory(folder: string, options: Overwriting): void {
  checkWritable(folder);
  refuseForeign(folder, drillFiles, "a drill");
  refuseToLose(join(folder, names.json), "a drill", options);
  prepareVerificationDirectory(join(folder, names.verification), options);
}

/** Writes a drill; `drill.json` goes first when it is old and comes last when it is new. */
export function writeDrill(folder: string, report: DrillReport, record: VerificationRecord): void {
  rmSync(join(folder, names.json), { force: true });
  writeVerification(join(folder, names.verification), record);
  writeAtomically(join(folder, names.markdown), drillMarkdown(report));
  writeAtomically(join(folder, names.json), drillJson(report));
}
