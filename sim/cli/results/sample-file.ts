import { closeSync, existsSync, openSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { SampleStore } from "../../experiments/laboratory.js";
import type { Sample } from "../../outcome/sample.js";
import { checkWritable, makeFolder, refuseForeign, removePartials } from "./atomic-files.js";

const name = "samples.ndjson";

/** The samples of an experiment that is written into a folder, which holds nothing else but its results of these names. */
export function openSamples(folder: string, results: readonly string[]): SampleFile {
  checkWritable(folder);
  refuseForeign(folder, [name, ...results], "such an experiment of fleetcast");
  makeFolder(folder);
  removePartials(folder);
  return new SampleFile(join(folder, name));
}

/**
 * Samples as lines of JSON in a file, each added as it ends. A process that is killed leaves at most half a line behind,
 * which the next one takes off.
 */
class SampleFile implements SampleStore {
  readonly #file: number;
  readonly #known = new Map<string, Sample>();

  constructor(path: string) {
    if (existsSync(path)) this.#readWhole(path);
    this.#file = openSync(path, "a");
  }

  /** How many samples were there. */
  get size(): number {
    return this.#known.size;
  }

  find(trial: string): Sample | undefined {
    return this.#known.get(trial);
  }

  add(trial: string, sample: Sample): void {
    writeSync(this.#file, `${JSON.stringify({ trial, ...sample })}\n`);
  }

  close(): void {
    closeSync(this.#file);
  }

  #readWhole(path: string): void {
    const bytes = readFileSync(path);
    const end = bytes.lastIndexOf(10) + 1;
    if (end < bytes.length) truncateSync(path, end);
    for (const line of bytes.subarray(0, end).toString("utf8").split("\n")) {
      if (line === "") continue;
      const { trial, ...sample } = JSON.parse(line) as Sample & { readonly trial: string };
      this.#known.set(trial, sample);
    }
  }
}
