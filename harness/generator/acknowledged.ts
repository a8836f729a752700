import { once } from "node:events";
import { createReadStream, createWriteStream, existsSync, rmSync, type WriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { PlannedWork } from "../plan/planned.js";
import type { RequestEnd } from "../record/ending.js";
import type { Recorder } from "./driver.js";

/** Notes the id of each request that was answered as expected in a file, one a line, and passes every end on. */
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

  /** Resolves when all is on the disk. */
  async close(): Promise<void> {
    this.#file.end();
    await once(this.#file, "close");
  }
}

/** The file that one of several processes writes. */
export function acknowledgedPart(path: string, index: number): string {
  return `${path}.${index}`;
}

/** Puts together what the processes wrote, and removes their files. */
export async function mergeAcknowledged(path: string, processes: number): Promise<void> {
  const merged = createWriteStream(path);
  for (let index = 0; index < processes; index++) {
    const part = acknowledgedPart(path, index);
    if (!existsSync(part)) continue; // a process that died before it opened its file
    await pipeline(createReadStream(part), merged, { end: false });
    rmSync(part);
  }
  merged.end();
  await once(merged, "close");
}
