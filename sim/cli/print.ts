import type { Reporter } from "../../reports/index.js";

/** Prints a result to stdout in the format that the call names; in colour where a person reads it. */
export function print<Result>(result: Result, format: string, reporters: readonly Reporter<Result>[]): void {
  const reporter = reporters.find((each) => each.format === format)!;
  const color = process.stdout.isTTY === true && !process.env.NO_COLOR;
  process.stdout.write(reporter.print(result, { color }));
}
