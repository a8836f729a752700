import type { z } from "zod";
import { type Complaint, complaints, expectation } from "./complaints.js";
import type { Path } from "./issues.js";

/** A value with everything that its shape refuses. Reading a refused part of the value throws `Unsound`. */
export interface SoundPart<T> {
  readonly value: T;
  readonly complaints: readonly Complaint[];
}

/** Thrown when a part is read that its shape refuses, since nothing is known of it. */
export class Unsound extends Error {}

/** Applies a shape to an input; when it refuses some parts, the others can still be examined. */
export function soundPart<S extends z.ZodType>(shape: S, input: unknown): SoundPart<z.output<S>> {
  const { keeping, kept } = keeperOf(shape);
  const parsed = keeping.safeParse(input, { error: expectation, reportInput: true });
  const { value } = kept;
  kept.value = undefined;
  if (parsed.success) return { value: parsed.data as z.output<S>, complaints: [] };
  const { issues } = parsed.error;
  const told = complaints(issues);
  const refused = new Refused([...issues.flatMap(refusedPath), ...told.flatMap(meantPath)]);
  return { value: guarded(value, [], refused) as z.output<S>, complaints: told };
}

/** A shape that keeps what it made of its input, even when it refuses that. */
interface Keeper {
  readonly keeping: z.ZodType;
  readonly kept: { value: unknown };
}

const keepers = new WeakMap<z.ZodType, Keeper>();

/** Makes the keeper of a shape, once: zod takes some milliseconds to prepare a large one for its first use. */
function keeperOf(shape: z.ZodType): Keeper {
  const known = keepers.get(shape);
  if (known !== undefined) return known;
  const kept: Keeper["kept"] = { value: undefined };
  const keep = (partial: unknown) => {
    kept.value = partial;
    return true;
  };
  const made = { keeping: shape.refine(keep, { when: () => true }), kept };
  keepers.set(shape, made);
  return made;
}

/**
 * The part that an issue makes unusable. An unknown key affects nothing else; with an unknown kind, no key of the map
 * was decoded.
 */
function refusedPath(issue: z.core.$ZodIssue): readonly Path[] {
  const path = issue.path as Path;
  if (issue.code === "unrecognized_keys") return [];
  return [issue.code === "invalid_union" && issue.discriminator !== undefined ? path.slice(0, -1) : path];
}

/** The key that a misspelt one was meant to be is as unknown as if it were refused. */
function meantPath({ path, meant }: Complaint): readonly Path[] {
  return meant === undefined ? [] : [[...path.slice(0, -1), meant]];
}

/** The parts of a value that its shape refuses. */
class Refused {
  readonly #paths: ReadonlySet<string>;
  readonly #keysBelow = new Map<string, string[]>();

  constructor(paths: readonly Path[]) {
    this.#paths = new Set(paths.map(keyOf));
    for (const path of paths) {
      const above = keyOf(path.slice(0, -1));
      this.#keysBelow.set(above, [...(this.#keysBelow.get(above) ?? []), String(path.at(-1))]);
    }
  }

  has(path: Path): boolean {
    return this.#paths.has(keyOf(path));
  }

  /** Whether a map lacks a key that was refused; copying the map would hide that. */
  isMissingIn(map: object, path: Path): boolean {
    return this.#keysBelow.get(keyOf(path))?.some((key) => !(key in map)) ?? false;
  }
}

function guarded(value: unknown, path: Path, refused: Refused): unknown {
  if (typeof value !== "object" || value === null) return value;
  return new Proxy(value, {
    get: (target, key) => {
      const below: unknown = Reflect.get(target, key);
      if (typeof key === "symbol" || typeof below === "function") return below;
      const at = [...path, key];
      if (refused.has(path) || refused.has(at)) throw new Unsound(`${keyOf(at)} is refused`);
      return guarded(below, at, refused);
    },
    ownKeys: (target) => {
      if (refused.isMissingIn(target, path)) throw new Unsound(`${keyOf(path)} lacks what is refused`);
      return Reflect.ownKeys(target);
    },
  });
}

function keyOf(path: Path): string {
  return JSON.stringify(path.map(String));
}
