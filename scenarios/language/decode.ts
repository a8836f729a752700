import type { z } from "zod";
import type { Complaint } from "./complaints.js";
import { formatPath, type Issue, type Path, type Problem, show, sortIssues } from "./issues.js";
import { valueOfParts } from "./parts.js";
import type { Loaded } from "./read.js";
import type { MadeName } from "./settings.js";
import { soundPart, Unsound } from "./sound-part.js";
import { find, keyPlaceOf, type MapNode, placeOf, plain } from "./tree.js";

/** A check across the keys of a decoded value. */
export interface Rule<T> {
  /** Code of the problems that this rule finds, for scripts. */
  readonly code: string;
  check(value: T, report: (at: Path, problem: Problem) => void): void;
}

/** A value with its warnings, or everything that is wrong with it (warnings included), in the order of the file. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T; readonly warnings: readonly Issue[] }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Words about a refused part of a document when it is known what the user meant by it. */
export interface Foreign extends Required<Pick<Issue, "code" | "expected" | "hint">> {
  /** The key that it was meant to be, which then does not count as missing. */
  readonly meant?: string;
}

/** Recognises words of other tools that a shape does not have; `isNear` when a word of the shape is similar. */
export type Foreigner = (path: string, value: unknown, isNear: boolean) => Foreign | undefined;

/**
 * Applies a shape to a read document and checks the rules, even on the sound parts of a document that has refused ones.
 * The answer includes the problems of reading.
 */
export function decode<S extends z.ZodType>(
  { tree, issues, made }: Loaded,
  shape: S,
  rules: readonly Rule<z.output<S>>[] = [],
  foreigner: Foreigner = () => undefined,
): Reading<z.output<S>> {
  if (!tree) return { ok: false, issues: sortIssues(issues) };
  const sound = valueOfParts(shape, tree);
  const { value, complaints } = sound === null ? soundPart(shape, plain(tree)) : { value: sound, complaints: [] };
  const refused = withoutExplained(complaints.map((complaint) => locate(complaint, tree, foreigner)));
  const found = [...issues, ...refused, ...rules.flatMap((rule) => broken(rule, value, tree))];
  const all = sortIssues([...slips(made, found), ...found]);
  const isGood = all.every(({ severity }) => severity === "warning");
  return isGood ? { ok: true, value, warnings: all } : { ok: false, issues: all };
}

/** The new names of settings that count as misspelt: what they made is refused, and not because such a key is unknown. */
function slips(made: readonly MadeName[], found: readonly Issue[]): readonly Issue[] {
  const isWrong = ({ path }: MadeName) =>
    found.some((issue) => (issue.path === path && issue.code !== "unknown-key") || issue.path.startsWith(`${path}.`));
  return made.filter(isWrong).map(({ issue }) => issue);
}

function locate(
  { code, path, isKey, isMismatch, expected, hint }: Complaint,
  tree: MapNode,
  foreigner: Foreigner,
): Located {
  const node = find(tree, path);
  const at = isKey ? keyPlaceOf(tree, path) : placeOf(tree, path);
  const got = isKey ? show(String(path.at(-1))) : show(node && plain(node));
  const issue: Issue = {
    ...at,
    code: node ? code : "missing",
    severity: "error",
    path: formatPath(path),
    expected,
    got,
    hint,
  };
  if (node === undefined || !(isKey || isMismatch || code === "unknown-kind")) return { issue };
  const foreign = foreigner(issue.path, plain(node), hint !== undefined);
  if (foreign === undefined) return { issue };
  const { meant, ...words } = foreign;
  const map = issue.path.replace(/\.[^.]+$/, "");
  const explains = meant === undefined ? [map] : [map, `${map}.${meant}`];
  return { issue: { ...issue, ...words, got: show(plain(node)) }, explains };
}

interface Located {
  readonly issue: Issue;
  /** For foreign words: the paths that are refused only because of them. */
  readonly explains?: readonly string[];
}

/** Drops complaints that a map lacks something when a foreign key, which is reported, explains it. */
function withoutExplained(located: readonly Located[]): readonly Issue[] {
  const explained = new Set(located.flatMap(({ explains = [] }) => explains));
  return located.flatMap(({ issue, explains }) => (explains === undefined && explained.has(issue.path) ? [] : [issue]));
}

/** The issues that a rule finds, until it reads a part that the shape refuses. */
function broken<T>({ code, check }: Rule<T>, value: T, tree: MapNode): readonly Issue[] {
  const issues: Issue[] = [];
  try {
    check(value, (at, problem) => issues.push({ ...placeOf(tree, at), code, path: formatPath(at), ...problem }));
  } catch (error) {
    if (!(error instanceof Unsound)) throw error;
  }
  return issues;
}
