import type { Outcome } from "../sim/outcome/outcome.js";

/** How a result is printed. */
export interface PrintOptions {
  readonly color: boolean;
  /** Columns of the terminal; a page for a file has as many as suit one. */
  readonly width?: number;
  /** What is left open counts as missed: a format that tells failures tells those too. */
  readonly strict?: boolean;
}

/** A way to print a result: a pure function that formats and computes nothing. */
export interface Reporter<Result = Outcome> {
  /** What `--format` calls it. */
  readonly format: string;
  print(result: Result, options: PrintOptions): string;
}

/** Prints a part of a result. */
export function ofPart<Whole, Part>({ format, print }: Reporter<Part>, part: (whole: Whole) => Part): Reporter<Whole> {
  return { format, print: (whole, options) => print(part(whole), options) };
}
