import type { Entry } from "../observation.js";

/** A file of measurements as text. */
export interface LogFile {
  readonly path: string;
  readonly text: string;
}

/** Told of a line that cannot be read. */
export type Report = (line: number, expected: string, got: string) => void;

/** A format of measurements, told by how a file begins. */
export interface LogFormat {
  readonly name: string;
  /** For a person who gave another file: what its first line looks like. */
  readonly looks: string;
  /** What its durations are rounded to, in microseconds. */
  readonly grain: number;
  isFormatOf(firstLine: string): boolean;
  /** Its requests; lines about something else are left out, those that are broken are reported. */
  read(text: string, report: Report): readonly Entry[];
}

/** The lines of a text that are not empty, with their numbers. */
export function* numberedLines(text: string): Generator<readonly [number: number, line: string]> {
  let number = 0;
  for (const line of text.split(/\r?\n/)) {
    number++;
    if (line.trim() !== "") yield [number, line];
  }
}
