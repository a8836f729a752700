import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { type Calibration, sampleColumn } from "../../../harness/calibrate/calibration.js";
import { overlayYaml, sampleCsv } from "../../../harness/calibrate/overlay.js";
import { packageVersion, shippedScenarios } from "../../experiments/package-assets.js";
import { WrongCall } from "../failures.js";
import { checkWritable, writeAtomically } from "../results/atomic-files.js";
import type { Overwriting } from "../results/run-directory.js";
import { measuredLines } from "./calibration-text.js";

/** First lines of the files that calibrate writes. */
const signature = { overlay: "# Written by sim calibrate of fleetcast", sample: `${sampleColumn}\n` };

/** The place of an overlay, and the names of files in it. */
export interface OverlayFiles {
  readonly overlay: string;
  /** The scenario that it extends, as the overlay names it. */
  readonly from: string;
  /** The file of measurements, as the overlay names it. */
  readonly sample: string;
}

/** The files of an overlay, checked before any time is spent. */
export function overlayFiles(scenario: string, out: string, { force }: Overwriting = {}): OverlayFiles {
  const from = pathFrom(dirname(resolve(out)), scenario);
  const sample = basename(out).replace(/\.ya?ml$/, ".csv");
  const problems = [
    ...(/\.ya?ml$/.test(out) ? [] : [`--out ${out}: expected the name of a YAML file`]),
    ...(from === null ? [`--out ${out}: expected a place in the folder of ${scenario} or above it`] : []),
    ...overwritten(out, "an overlay", signature.overlay, force),
    ...overwritten(join(dirname(out), sample), "a sample", signature.sample, force),
  ];
  if (problems.length > 0) throw new WrongCall(problems);
  checkWritable(dirname(out));
  return { overlay: out, from: from!, sample };
}

/** Writes an overlay, and beside it what was measured where a step draws from it or no family fits. */
export function writeOverlay(calibration: Calibration, files: OverlayFiles): void {
  const about = measuredLines(calibration).map((line) => `# ${line}`.trimEnd());
  const text = [`${signature.overlay} ${packageVersion()}.`, ...about, overlayYaml(calibration, files.from)].join("\n");
  if (calibration.needsSample) writeAtomically(resolve(dirname(files.overlay), files.sample), sampleCsv(calibration));
  writeAtomically(files.overlay, text);
}

/**
 * Path from a folder to the scenario; null where it may not be named from there. Shipped scenarios go by their bare
 * name.
 */
function pathFrom(folder: string, scenario: string): string | null {
  const real = realpathSync(scenario);
  if (dirname(real) === realpathSync(shippedScenarios)) return basename(real);
  const way = relative(existsSync(folder) ? realpathSync(folder) : folder, real);
  return way.startsWith("..") ? null : way.split(sep).join("/");
}

/** Why a file may not be written: it is somebody else's, or a result that nobody said may be lost. */
function overwritten(path: string, what: string, signature: string, force: Overwriting["force"]): readonly string[] {
  if (!existsSync(path)) return [];
  const isOurs = statSync(path).isFile() && readFileSync(path, "utf8").startsWith(signature);
  if (!isOurs) return [`${path}: holds something other than ${what} of sim calibrate; give --out another name`];
  return force ? [] : [`${path}: holds ${what} already; write over it with --force, or give --out another name`];
}
