import type { z } from "zod";

type RawIssue = z.core.$ZodRawIssue;
type Schema = z.core.$ZodTypes;

const knownKeys = new WeakMap<readonly string[], readonly string[]>();
const keysOfKinds = new WeakMap<object, ReadonlyMap<string, readonly string[]>>();

/**
 * Zod's error map: the words that complete "expected ...", for every issue whose schema has no words of its own.
 * What a shape refines with `{ error: "..." }` completes the same sentence.
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

/** The keys that the shape has, for the `keys` of an issue of unknown ones: zod hands that list on, but not the shape. */
export function keysBeside(unknown: readonly string[]): readonly string[] {
  return knownKeys.get(unknown) ?? [];
}

/** The keys of each kind, for the `options` of an issue of an unknown one. */
export function keysByKind(options: object): ReadonlyMap<string, readonly string[]> {
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

/** The keys of a map's shape; of a choice of shapes those of all of them. */
function keysOf({ _zod: { def } }: Schema): readonly string[] {
  if (def.type === "object") return Object.keys(def.shape);
  return def.type === "union" ? [...new Set((def.options as readonly Schema[]).flatMap(keysOf))] : [];
}

/** "one of a, b, c", or the single choice. */
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

/** More keys than these are not read in a message. */
const keysShown = 8;

function keyWords(schema: Schema | undefined): string | undefined {
  const keys = schema?._zod.def.type === "object" ? Object.keys(schema._zod.def.shape) : [];
  if (keys.length === 0 || keys.length > keysShown) return undefined;
  return `a map with the ${keys.length === 1 ? "key" : "keys"} ${keys.join(", ")}`;
}

function kindWords(schema: Schema | undefined): string | undefined {
  if (schema?._zod.def.type !== "union" || !("discriminator" in schema._zod.def)) return undefined;
  const kinds = schema._zod.propValues?.[schema._zod.def.discriminator as string] ?? new Set();
  if (kinds.has(undefined)) return undefined; // a map without a kind is good too
  return `a map whose ${schema._zod.def.discriminator} is ${oneOf(named(kinds))}`;
}

/** Kinds by their names; a kind that may be left out is there as `undefined` too. */
function named(kinds: Iterable<unknown>): readonly string[] {
  return [...kinds].filter((kind) => kind !== undefined).map(String);
}
