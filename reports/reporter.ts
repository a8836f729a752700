import type { Outcome } from "../sim/outcome/outcome.js";

/** Options of printing a result. */
export interface PrintOptions {
  readonly color: boolean;
  /** Columns of the terminal; a page for a file has as many as suit one. */
  readonly width?: number;
  /** Treat undecided targets as missed, in formats that report failures. */
  readonly strict?: boolean;
}

/** A way to print a result: a pure function that formats and computes nothing. */
export interface Reporter<Result = Outcome> {
  /** Name for `--format`. */
  readonly format: string;
  print(result: Result, options: PrintOptions): string;
}

/** Prints a part of a result. */
export function ofPart<Whole, Part>({ format, print }: Reporter<Part>, part: (whole: Whole) => Part): Reporter<Whole> {
  return { format, print: (whole, options) => print(part(whole), options) };
}
