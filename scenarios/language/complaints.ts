import type { z } from "zod";
import { didYouMean, nearest, type Path } from "./issues.js";
import { languageKeys } from "./language-keys.js";

type ZodIssue = z.core.$ZodIssue;

/** One thing that a shape refuses, in our words. */
export interface Complaint {
  readonly code: string;
  readonly path: Path;
  /** Whether the last step of the path, a key, is wrong, rather than its value. */
  readonly isKey: boolean;
  readonly expected: string;
  readonly hint?: string;
  /** Whether the value is of a wholly different kind, so that another branch of a union may be meant. */
  readonly isMismatch: boolean;
  /** For an unknown key: the known one that was probably meant. */
  readonly meant?: string;
}

/**
 * Turns zod's issues into complaints, without those that only follow from a misspelt key: that the key itself is
 * missing, and what its map then lacks.
 */
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

/** Shows how a single value is written when a list is expected. */
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

/** Complains of an unknown or missing kind, and of keys that the kind probably meant does not have. */
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

/**
 * The branch with the fewest complaints is probably the one meant. When no branch accepts this type of value, all are
 * named.
 */
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

type RawIssue = z.core.$ZodRawIssue;
type Schema = z.core.$ZodTypes;

const knownKeys = new WeakMap<readonly string[], readonly string[]>();
const keysOfKinds = new WeakMap<object, ReadonlyMap<string, readonly string[]>>();

/**
 * Zod's error map: the words that complete "expected ...", for every issue whose schema has no words of its own. The
 * message of a refinement, `{ error: "..." }`, completes the same sentence.
 */
export function expectation(issue: RawIssue): string | undefined {
  const schema = issue.inst as Schema | undefined;
  switch (issue.code) {
    case "unrecognized_keys":
      if (schema?._zod.def.type === "object") knownKeys.set(issue.keys, Object.keys(schema._zod.def.shape));
      return undefined;
    case "invalid_type":
      return kindWords(schema) ?? keyWords(schema) ?? typeWords[issue.expected];
    case "invalid_value":
      return oneOf(issue.values.map(String));
    case "invalid_union":
      if (Array.isArray(issue.options) && schema) keysOfKinds.set(issue.options, kindsOf(schema));
      return Array.isArray(issue.options) ? oneOf(named(issue.options)) : undefined;
    case "too_small":
      return `${typeWords[issue.origin] ?? issue.origin} of at least ${issue.minimum}`;
    case "too_big":
      return `${typeWords[issue.origin] ?? issue.origin} of at most ${issue.maximum}`;
    default:
      return undefined;
  }
}

/** The known keys, found by the list of unknown `keys` in an issue: zod passes that list on, but not the shape. */
function keysBeside(unknown: readonly string[]): readonly string[] {
  return knownKeys.get(unknown) ?? [];
}

/** The keys of each kind, found by the list of `options` in an issue of an unknown kind. */
function keysByKind(options: object): ReadonlyMap<string, readonly string[]> {
  return keysOfKinds.get(options) ?? new Map();
}

function kindsOf({ _zod: { def } }: Schema): ReadonlyMap<string, readonly string[]> {
  if (def.type !== "union" || !("discriminator" in def)) return new Map();
  const discriminator = def.discriminator as string;
  const entries = (def.options as readonly Schema[]).flatMap((option) => {
    const keys = keysOf(option);
    return named(option._zod.propValues?.[discriminator] ?? []).map((kind) => [kind, keys] as const);
  });
  return new Map(entries);
}

/** The keys of a map's shape; for a union, those of all its branches. */
function keysOf({ _zod: { def } }: Schema): readonly string[] {
  if (def.type === "object") return Object.keys(def.shape);
  return def.type === "union" ? [...new Set((def.options as readonly Schema[]).flatMap(keysOf))] : [];
}

/** "one of a, b, c", or the only choice. */
function oneOf(choices: readonly string[]): string {
  return choices.length === 1 ? choices[0] : `one of ${choices.join(", ")}`;
}

const typeWords: Readonly<Record<string, string>> = {
  object: "a map",
  record: "a map",
  array: "a list",
  string: "a text",
  number: "a number",
  boolean: "true or false",
};

/** Largest number of keys that a message lists. */
const keysShown = 8;

function keyWords(schema: Schema | undefined): string | undefined {
  const keys = schema?._zod.def.type === "object" ? Object.keys(schema._zod.def.shape) : [];
  if (keys.length === 0 || keys.length > keysShown) return undefined;
  return `a map with the ${keys.length === 1 ? "key" : "keys"} ${keys.join(", ")}`;
}

function kindWords(schema: Schema | undefined): string | undefined {
  if (schema?._zod.def.type !== "union" || !("discriminator" in schema._zod.def)) return undefined;
  const kinds = schema._zod.propValues?.[schema._zod.def.discriminator as string] ?? new Set();
  if (kinds.has(undefined)) return undefined; // a map without a kind is accepted too
  return `a map whose ${schema._zod.def.discriminator} is ${oneOf(named(kinds))}`;
}

/** The names of kinds. A kind that may be left out also appears as `undefined`. */
function named(kinds: Iterable<unknown>): readonly string[] {
  return [...kinds].filter((kind) => kind !== undefined).map(String);
}
