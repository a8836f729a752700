import leven from "leven";
import { visible } from "./visible.js";

/** Where a value was written. Line and column count from 1; both are 0 for values from the command line. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The steps from the top of a scenario to a value. */
export type Path = readonly (string | number)[];

/** What is wrong, as data; `expected` and `got` complete the sentence "expected ..., got ...". */
export interface Problem {
  readonly severity: "error" | "warning";
  readonly expected: string;
  readonly got: string;
  readonly hint?: string;
}

/** A problem in a scenario: where it is, what was expected, what was found, and the remedy if one is known. */
export interface Issue extends Problem, Place {
  /** The kind of problem, stable for scripts. */
  readonly code: string;
  /** The place in the scenario as `--set` spells it; empty at the top. */
  readonly path: string;
}

/** An issue in one line: `file:line:column  path: expected ..., got ... (hint)`. */
export function formatIssue({ file, line, column, path, severity, expected, got, hint }: Issue): string {
  const place = line > 0 ? `${file}:${line}:${column}` : file;
  const subject = `${severity === "warning" ? "warning: " : ""}${path === "" ? "" : `${short(path)}: `}`;
  return visible(
    `${place}  ${subject}expected ${expected}, got ${short(got)}${hint === undefined ? "" : ` (${hint})`}`,
  );
}

/** Issues in the order of reading: by file, line and column. */
export function sortIssues(issues: readonly Issue[]): readonly Issue[] {
  return issues.toSorted(
    (a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.path, b.path),
  );
}

/** A path as `--set` spells it: `demand[0].curve.peak`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}

const shownMax = 60;
const smallMax = 4;
const lineMax = 300;

/** A value as messages show it, in a few words. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (typeof value === "string") return `'${short(value, shownMax)}'`;
  if (typeof value !== "object") return String(value);
  const small = smallMap(value);
  if (small !== undefined && small.length <= shownMax) return small;
  return Array.isArray(value) ? `a list of ${value.length}` : "a map";
}

/** A map of a few plain values, as YAML writes it on one line; undefined for anything else. */
function smallMap(value: object): string | undefined {
  const entries = Object.entries(value);
  if (Array.isArray(value) || entries.length === 0 || entries.length > smallMax) return undefined;
  if (entries.some(([, each]) => typeof each === "object")) return undefined;
  return `{ ${entries.map(([key, each]) => `${key}: ${each}`).join(", ")} }`;
}

function short(text: string, max = lineMax): string {
  return text.length > max ? `${text.slice(0, max)}…` : text;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Longer words are not compared, since the edit distance takes quadratic time. */
const wordMax = 100;

/** Shortest part of a word that counts as a match, in letters and as a share of the whole. */
const partMin = { letters: 4, share: 1 / 3 };

/** The known word that a misspelt one was probably meant to be; undefined when none is similar. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > wordMax) return undefined;
  return nearestByEdits(word, known) ?? onlyOneWithin(word, known);
}

function nearestByEdits(word: string, known: readonly string[]): string | undefined {
  const allowed = word.length < 4 ? 1 : Math.max(2, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const candidate of known) {
    const distance = editsBetween(word.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Number of letters to change, add or leave out; swapping two neighbours, the commonest mistake, counts as one. */
function editsBetween(word: string, candidate: string, most: number): number {
  const at = [...word].findIndex((letter, index) => letter !== candidate[index]);
  const swapped = `${word.slice(0, at)}${word[at + 1]}${word[at]}${word.slice(at + 2)}`;
  return at >= 0 && swapped === candidate ? 1 : leven(word, candidate, { maxDistance: most });
}

/**
 * The only known word that contains this one or is contained in it: `lower` for lowerBound, `step-scaling` for step.
 */
function onlyOneWithin(word: string, known: readonly string[]): string | undefined {
  const isPart = (part: string, whole: string) =>
    part.length >= Math.max(partMin.letters, partMin.share * whole.length) &&
    whole.toLowerCase().includes(part.toLowerCase());
  const [only, ...others] = known.filter((candidate) => isPart(word, candidate) || isPart(candidate, word));
  return others.length === 0 ? only : undefined;
}

/** The hint for a word that is not among the known ones. */
export function didYouMean(word: unknown, known: readonly string[]): string | undefined {
  const near = typeof word === "string" ? nearest(word, known) : undefined;
  return near === undefined ? undefined : `did you mean ${near}?`;
}
