import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync, writeFileSync } from "node:fs";
import type { SampleStore } from "../../experiments/laboratory.js";
import type { Sample } from "../../outcome/sample.js";
import { writeInPieces } from "./atomic-files.js";

/** Position of a sample's line: open file, first byte and length. */
interface Line {
  readonly file: number;
  readonly from: number;
  readonly length: number;
}

const chunkBytes = 1 << 20;
const newline = 10;

/**
 * Samples as lines of JSON in a file, each added as it ends. Only where each stands is kept in memory. A process that is
 * killed leaves at most half a line behind, which the next one takes off.
 */
export class SampleFile implements SampleStore {
  readonly #path: string;
  readonly #file: number;
  readonly #others: readonly number[];
  readonly #lines = new Map<string, Line>();
  #size: number;

  /** Adds to the file at `path`; samples in `others` are found as well. */
  constructor(path: string, others: readonly string[] = []) {
    this.#path = path;
    this.#others = others.filter((other) => existsSync(other)).map((other) => openSync(other, "r"));
    for (const other of this.#others) this.#index(other);
    this.#file = openSync(path, "a+");
    this.#size = this.#index(this.#file);
    if (this.#size < fstatSync(this.#file).size) ftruncateSync(this.#file, this.#size);
  }

  find(trial: string): Sample | undefined {
    const line = this.#lines.get(trial);
    return line === undefined ? undefined : sampleIn(bytesOf(line), trial);
  }

  add(trial: string, sample: Sample): void {
    const bytes = Buffer.from(`${JSON.stringify({ trial, ...sample })}\n`);
    this.addLines(bytes);
  }

  /** Adds whole lines that another file of samples holds. */
  addLines(bytes: Buffer): void {
    try {
      writeFileSync(this.#file, bytes); // unlike writeSync until all is written
    } catch (error) {
      throw error instanceof Error ? Object.assign(error, { path: this.#path }) : error;
    }
    this.#indexLines(bytes, this.#file, this.#size);
    this.#size += bytes.length;
  }

  /** The bytes from a place in the file on. */
  bytesFrom(from: number): Buffer {
    return bytesOf({ file: this.#file, from, length: this.#size - from });
  }

  get size(): number {
    return this.#size;
  }

  /** Puts the file in its final form: the samples of these trials in this order, as far as they are there, and no others. */
  seal(trials: readonly string[]): void {
    if (this.#isSealed(trials)) return;
    writeInPieces(this.#path, this.#linesOf(trials));
  }

  close(): void {
    for (const file of [this.#file, ...this.#others]) closeSync(file);
  }

  *#linesOf(trials: readonly string[]): Generator<Buffer> {
    for (const trial of trials) {
      const line = this.#lines.get(trial);
      if (line !== undefined) yield bytesOf(line);
    }
  }

  #isSealed(trials: readonly string[]): boolean {
    let end = 0;
    for (const trial of trials) {
      const line = this.#lines.get(trial);
      if (line === undefined) continue;
      if (line.file !== this.#file || line.from !== end) return false;
      end += line.length;
    }
    return end === this.#size;
  }

  /** Takes note of all whole lines of a file, and gives where the last one ends. */
  #index(file: number): number {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    let rest: Buffer = Buffer.alloc(0);
    let from = 0;
    for (let at = 0; ; ) {
      const length = readSync(file, chunk, 0, chunkBytes, at);
      if (length === 0) return from;
      at += length;
      const bytes = Buffer.concat([rest, chunk.subarray(0, length)]);
      const whole = bytes.lastIndexOf(newline) + 1;
      this.#indexLines(bytes.subarray(0, whole), file, from);
      from += whole;
      rest = bytes.subarray(whole);
    }
  }

  #indexLines(bytes: Buffer, file: number, from: number): void {
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.indexOf(newline, at) + 1;
      const [, trial] = /^\{"trial":"([^"]+)",/.exec(bytes.toString("latin1", at, Math.min(end, at + 80))) ?? [];
      if (trial !== undefined) this.#lines.set(trial, { file, from: from + at, length: end - at });
      at = end;
    }
  }
}

function bytesOf({ file, from, length }: Line): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let read = 0;
  while (read < length) {
    const more = readSync(file, bytes, read, length - read, from + read);
    if (more === 0) return bytes.subarray(0, read);
    read += more;
  }
  return bytes;
}

/** The sample of a line; none where the line is damaged, which then is computed again. */
function sampleIn(line: Buffer, name: string): Sample | undefined {
  try {
    const { trial, ...sample } = JSON.parse(line.toString("utf8")) as Sample & { readonly trial: string };
    return trial === name ? sample : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
