import { rmSync } from "node:fs";
import { join } from "node:path";
import { drillJson, drillMarkdown } from "../../reports/drill/index.js";
import type { DrillReport } from "../outcome/verification/index.js";
import { checkWritable, refuseForeign, writeAtomically } from "./files.js";
import { type Overwriting, refuseToLose } from "./run-directory.js";
import { prepareVerificationDirectory, type VerificationRecord, writeVerification } from "./verification-directory.js";

const names = {
  json: "drill.json",
  markdown: "drill.md",
  acknowledged: "acknowledged.txt",
  verification: "verification",
} as const;
const ours: readonly string[] = [names.json, names.markdown, names.acknowledged, `${names.verification}/`];

/** The file of the requests that were answered as expected, an id a line. */
export function acknowledgedFile(folder: string): string {
  return join(folder, names.acknowledged);
}

/** Sees that a folder can take a drill; refuses one that holds something else. */
export function prepareDrillDirectory(folder: string, options: Overwriting): void {
  checkWritable(folder);
  refuseForeign(folder, ours, "a drill");
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
