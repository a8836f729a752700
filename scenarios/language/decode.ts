import type { z } from "zod";
import { type Complaint, complaints } from "./complaints.js";
import { expectation } from "./expectation.js";
import { formatPath, type Issue, type Path, type Problem, show, sortIssues } from "./issues.js";
import type { Loaded } from "./read.js";
import { find, keyPlaceOf, type MapNode, placeOf, plain } from "./tree.js";

/** A check across the keys of a decoded value. */
export interface Rule<T> {
  /** Names the problem that this rule finds, for scripts. */
  readonly code: string;
  check(value: T, report: (at: Path, problem: Problem) => void): void;
}

/** A value with its warnings, or everything that is wrong with it (warnings included), in the order of the file. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Issue[] }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Gives a read document its shape and checks the rules on it; the problems of reading are part of the answer. */
export function decode<S extends z.ZodType>(
  { tree, issues }: Loaded,
  shape: S,
  rules: readonly Rule<z.output<S>>[] = [],
): Reading<z.output<S>> {
  if (!tree) return { ok: false, issues: sortIssues(issues) };
  const parsed = shape.safeParse(plain(tree), { error: expectation, reportInput: true });
  if (!parsed.success) {
    const refused = complaints(parsed.error.issues).map((complaint) => locate(complaint, tree));
    return { ok: false, issues: sortIssues([...issues, ...refused]) };
  }
  const all = sortIssues([...issues, ...rules.flatMap((rule) => broken(rule, parsed.data, tree))]);
  const isGood = all.every(({ severity }) => severity === "warning");
  return isGood ? { ok: true, value: parsed.data, warnings: all } : { ok: false, issues: all };
}

function locate({ code, path, isKey, expected, hint }: Complaint, tree: MapNode): Issue {
  const node = find(tree, path);
  const at = isKey ? keyPlaceOf(tree, path) : placeOf(tree, path);
  const got = isKey ? show(String(path.at(-1))) : show(node && plain(node));
  return { ...at, code: node ? code : "missing", severity: "error", path: formatPath(path), expected, got, hint };
}

function broken<T>({ code, check }: Rule<T>, value: T, tree: MapNode): readonly Issue[] {
  const issues: Issue[] = [];
  check(value, (at, problem) => issues.push({ ...placeOf(tree, at), code, path: formatPath(at), ...problem }));
  return issues;
}
