import { once } from "node:events";
import { createReadStream, createWriteStream, existsSync, rmSync, type WriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { PlannedWork } from "../plan/planned.js";
import type { RequestEnd } from "../record/ending.js";
import type { Recorder } from "./driver.js";

/** Writes the id of each request that was answered as expected to a file, one a line, and passes every ending on. */
export class Acknowledged implements Recorder {
  readonly #next: Recorder;
  readonly #file: WriteStream;

  constructor(path: string, next: Recorder) {
    this.#next = next;
    this.#file = createWriteStream(path);
  }

  record(planned: PlannedWork, end: RequestEnd): void {
    if (end.ending === "answered") this.#file.write(`${planned.id}\n`);
    this.#next.record(planned, end);
  }

  /** Resolves when everything is on disk. */
  async close(): Promise<void> {
    this.#file.end();
    await once(this.#file, "close");
  }
}

/** Path of the file that one of several processes writes. */
export function acknowledgedPart(path: string, index: number): string {
  return `${path}.${index}`;
}

/** Merges the files of all processes into one, and removes them. */
export async function mergeAcknowledged(path: string, processes: number): Promise<void> {
  const merged = createWriteStream(path);
  for (let index = 0; index < processes; index++) {
    const part = acknowledgedPart(path, index);
    if (!existsSync(part)) continue; // the process died before it opened its file
    await pipeline(createReadStream(part), merged, { end: false });
    rmSync(part);
  }
  merged.end();
  await once(merged, "close");
}
