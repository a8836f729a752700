import { z } from "zod";
import type { Path } from "./issues.js";

/** A value as a scenario spells it: `20 %`, or a map with a `kind`. */
export type Written = string | number | boolean | null | { readonly [key: string]: Written };

/** The plausible range of a value that nobody has published; both ends as a scenario spells them. */
export interface PlausibleRange {
  readonly low: Written;
  readonly high: Written;
  /** Where the two ends come from. */
  readonly because: string;
  /**
   * Set when whoever runs the system can measure the value: a value that is written then counts as measured, not as a
   * guess.
   */
  readonly isMeasurable?: true;
  /** Set when only leaving the value out is a guess; any value that is written is not. */
  readonly whereAbsent?: true;
  /** Set for several keys that are guessed together: `low` and `high` are maps of them, and each is set separately. */
  readonly isOfKeys?: true;
}

/** A range for keys of a map that are guessed together, by their names. */
interface RangeOfKeys extends Pick<PlausibleRange, "because" | "isMeasurable"> {
  readonly low: Readonly<Record<string, Written>>;
  readonly high: Readonly<Record<string, Written>>;
}

const ranges = z.registry<PlausibleRange>();

/** Marks the shape of an unpublished value with its plausible range. */
export function assumed<S extends z.ZodType>(shape: S, range: Omit<PlausibleRange, "isOfKeys">): S {
  const own = z.clone(shape); // a copy, since one instance may be used in several places, not all of them assumed
  ranges.add(own, range);
  return own;
}

/** Marks keys of a map that are guessed together, because they rise and fall together or only their sum is known. */
export function assumedTogether<S extends z.ZodType>(shape: S, range: RangeOfKeys): S {
  const own = z.clone(shape);
  ranges.add(own, { ...range, isOfKeys: true });
  return own;
}

/** The range that a shape was marked with; undefined when it was not. */
export function plausible(shape: z.ZodType): PlausibleRange | undefined {
  return ranges.get(shape);
}

/** A range in words, for a sentence: "5m to 15m". */
export function plausibleWords(shape: z.ZodType): string {
  const { low, high } = plausible(shape)!;
  return `${low} to ${high}`;
}

/** A marked shape, and its place in a value. */
export interface AssumedPlace {
  readonly path: Path;
  readonly range: PlausibleRange;
}

/** An assumed value as the scenario spells it; undefined when it is left out. */
export interface AssumedValue extends AssumedPlace {
  readonly value: Written | undefined;
}

/** The values at the places of marked shapes within a written value whose defaults have been filled in. */
export function assumedValues(shape: z.ZodType, value: unknown, path: Path = []): readonly AssumedValue[] {
  const range = plausible(shape);
  const isOwn = range !== undefined && !(range.whereAbsent && value !== undefined);
  const own = isOwn ? [{ path, range, value: value as Written | undefined }] : [];
  if (value === undefined) return own;
  const below = parts(shape, value).flatMap((part) => assumedValues(part.shape, part.value, [...path, ...part.path]));
  return [...own, ...below];
}

interface Part {
  readonly path: Path;
  readonly shape: z.ZodType;
  readonly value: unknown;
}

/** The parts of a written value according to its shape; for a union, the branch that it matches. */
function parts(shape: z.ZodType, value: unknown): readonly Part[] {
  const { def } = shape as { readonly def: Definition };
  const map = value as Readonly<Record<string, unknown>>;
  switch (def.type) {
    case "object":
      return Object.entries(def.shape!).map(([key, shape]) => ({ path: [key], shape, value: map[key] }));
    case "record":
      return Object.keys(map).map((key) => ({ path: [key], shape: def.valueType!, value: map[key] }));
    case "array":
      return (value as readonly unknown[]).map((item, at) => ({ path: [at], shape: def.element!, value: item }));
    case "union": {
      const branch = def.options!.find((option) => z.safeDecode(option, value as never).success);
      return branch === undefined ? [] : [{ path: [], shape: branch, value }];
    }
    default:
      return inner(def).map((shape) => ({ path: [], shape, value }));
  }
}

/** Every marked shape that a value of this shape may contain; `*` in a path is any name or any item. */
export function assumedPlaces(
  shape: z.ZodType,
  path: Path = [],
  above: readonly z.ZodType[] = [],
): readonly AssumedPlace[] {
  if (above.includes(shape)) return [];
  const range = plausible(shape);
  const { def } = shape as { readonly def: Definition };
  const below: readonly (readonly [Path, z.ZodType])[] =
    def.type === "object"
      ? Object.entries(def.shape!).map(([key, each]) => [[key], each])
      : def.type === "record"
        ? [[["*"], def.valueType!]]
        : def.type === "array"
          ? [[["*"], def.element!]]
          : [...(def.options ?? []), ...inner(def)].map((each) => [[], each]);
  return [
    ...(range === undefined ? [] : [{ path, range }]),
    ...below.flatMap(([step, each]) => assumedPlaces(each, [...path, ...step], [...above, shape])),
  ];
}

/** The parts of a shape's definition that this file reads. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly valueType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  /** Inner shape of a default, an optional value and the like. */
  readonly innerType?: z.ZodType;
  /** Shape of a codec's written form. */
  readonly in?: z.ZodType;
  readonly getter?: () => z.ZodType;
}

function inner({ innerType, in: written, getter }: Definition): readonly z.ZodType[] {
  return [innerType, written, getter?.()].filter((each) => each !== undefined);
}
