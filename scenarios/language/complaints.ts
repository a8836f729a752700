import type { z } from "zod";
import { keysBeside, keysByKind } from "./expectation.js";
import type { Path } from "./issues.js";
import { languageKeys } from "./language-keys.js";
import { didYouMean, nearest } from "./near-miss.js";

type ZodIssue = z.core.$ZodIssue;

/** One thing that a shape refuses, told in our words. */
export interface Complaint {
  readonly code: string;
  readonly path: Path;
  /** The last step of the path is itself what is wrong: a key rather than its value. */
  readonly isKey: boolean;
  readonly expected: string;
  readonly hint?: string;
  /** The value is of another sort altogether, so that another branch of a union may be meant. */
  readonly isMismatch: boolean;
  /** Of an unknown key: the known one that was probably meant. */
  readonly meant?: string;
}

/** What zod's issues say, without those that only follow from a misspelt key: its own absence, and what its map lacks. */
export function complaints(issues: readonly ZodIssue[], below: Path = []): readonly Complaint[] {
  const all = issues.flatMap((issue) => complain(issue, [...below, ...(issue.path as Path)]));
  const explained = new Set(all.flatMap(explainedBy).map((path) => JSON.stringify(path)));
  return all.filter(({ path, isKey }) => isKey || !explained.has(JSON.stringify(path)));
}

function explainedBy({ path, meant }: Complaint): readonly Path[] {
  const map = path.slice(0, -1);
  return meant === undefined ? [] : [map, [...map, meant]];
}

function complain(issue: ZodIssue, path: Path): readonly Complaint[] {
  const plain = { code: "invalid-value", path, isKey: false, expected: issue.message, isMismatch: false };
  switch (issue.code) {
    case "unrecognized_keys":
      return unknownKeys(issue, path);
    case "invalid_key":
      return [{ ...plain, code: "invalid-key", isKey: true, expected: issue.issues[0]?.message ?? issue.message }];
    case "invalid_type":
      return [{ ...plain, isMismatch: true, hint: issue.expected === "array" ? inBrackets(issue.input) : undefined }];
    case "invalid_value":
      return [{ ...plain, isMismatch: true, hint: didYouMean(issue.input, issue.values.map(String)) }];
    case "custom":
      return [{ ...plain, isMismatch: issue.params?.misspelt === true, hint: issue.params?.hint }];
    case "invalid_union":
      if (!("options" in issue) || !issue.options) return likeliestBranch(issue, plain);
      return unknownKind(issue, plain);
    default:
      return [plain];
  }
}

/** How a single value is written where a list is expected. */
function inBrackets(value: unknown): string | undefined {
  const isPlain = typeof value === "string" || typeof value === "number";
  return isPlain ? `a list is written in brackets: [ ${value} ]` : undefined;
}

function unknownKeys({ keys }: z.core.$ZodIssueUnrecognizedKeys, path: Path): readonly Complaint[] {
  const known = path.length === 0 ? [...keysBeside(keys), ...languageKeys] : keysBeside(keys);
  return keys.map((key) => unknownKey(key, known, path));
}

function unknownKey(key: string, known: readonly string[], path: Path): Complaint {
  const expected = known.length === 1 ? `the key ${known[0]}` : `one of the keys ${known.join(", ")}`;
  const meant = nearest(key, known);
  const hint = /^\d/.test(key) ? "quote the text before it: a comma ends a value within { }" : didYouMean(key, known);
  return { code: "unknown-key", path: [...path, key], isKey: true, expected, hint, meant, isMismatch: false };
}

type NoKind = Extract<z.core.$ZodIssueInvalidUnion, { readonly options?: unknown }>;

/** A kind that there is not, or none, with the keys beside it that the kind which is meant does not have. */
function unknownKind(
  { discriminator = "kind", options = [], ...issue }: NoKind,
  plain: Complaint,
): readonly Complaint[] {
  const map = plain.path.slice(0, -1);
  const keys = keysByKind(options);
  const kinds = [...keys.keys()];
  const input = issue.input as Readonly<Record<string, unknown>>;
  const other = Object.keys(input).find((key) => !(discriminator in input) && kinds.includes(String(input[key])));
  const written = input[discriminator] ?? (other && input[other]);
  const near = typeof written === "string" ? nearest(written, kinds) : undefined;
  const known = keys.get(near ?? "") ?? [...new Set([...keys.values()].flat())];
  const unknown = Object.keys(input).filter((key) => key !== discriminator && !known.includes(key));
  return [
    { ...plain, code: "unknown-kind", hint: didYouMean(input[discriminator], kinds) },
    ...unknown.map((key) => {
      const complaint = unknownKey(key, known, map);
      return key === other ? { ...complaint, hint: `did you mean ${discriminator}?`, meant: discriminator } : complaint;
    }),
  ];
}

/** The branch with the fewest complaints is what the user meant; where no branch is for such a value, any will do. */
function likeliestBranch({ errors }: z.core.$ZodIssueInvalidUnion, union: Complaint): readonly Complaint[] {
  const branches = errors.map((issues) => complaints(issues, union.path));
  const isFor = (branch: readonly Complaint[]) =>
    !branch.some(({ path, isMismatch }) => isMismatch && path.length === union.path.length);
  const candidates = branches.filter(isFor);
  if (candidates.length > 0) return candidates.reduce((best, branch) => (branch.length < best.length ? branch : best));
  const alternatives = branches.flat();
  const expected = [...new Set(alternatives.map(({ expected }) => expected))].join(", or ");
  return [{ ...union, expected, hint: alternatives.find(({ hint }) => hint)?.hint, isMismatch: true }];
}
