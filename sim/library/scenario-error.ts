import { formatIssue, type Issue } from "../../scenarios/language/index.js";

/** A scenario that cannot be read: every problem of it at once, each with its place, what was expected and a remedy. */
export class ScenarioError extends Error {
  override readonly name = "ScenarioError";

  /** `lines`: what a person reads; left out, the issues one by one. */
  constructor(
    readonly issues: readonly Issue[],
    readonly lines: readonly string[] = issues.map(formatIssue),
  ) {
    super(lines.join("\n"));
  }
}
