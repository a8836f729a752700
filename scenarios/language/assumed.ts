import { z } from "zod";
import type { Path } from "./issues.js";

/** How a value is written in a scenario: `20 %`, or a map with a `kind`. */
export type Written = string | number | boolean | null | { readonly [key: string]: Written };

/** Between what ends a value plausibly lies that nobody has published, each as a scenario writes it. */
export interface PlausibleRange {
  readonly low: Written;
  readonly high: Written;
  /** Where the ends come from. */
  readonly because: string;
  /** Whoever runs the system can measure it: a value that is written then is taken as measured, and is no guess. */
  readonly isMeasurable?: true;
  /** Nothing is assumed where the value is written at all: only leaving it out is a guess. */
  readonly whereAbsent?: true;
  /** Several keys that are guessed together: `low` and `high` are maps of them, and each is set by itself. */
  readonly isOfKeys?: true;
}

/** Keys of a map that are guessed together, by their names. */
interface RangeOfKeys extends Pick<PlausibleRange, "because" | "isMeasurable"> {
  readonly low: Readonly<Record<string, Written>>;
  readonly high: Readonly<Record<string, Written>>;
}

const ranges = z.registry<PlausibleRange>();

/** Marks the shape of a value that nobody has published with the range that it plausibly lies in. */
export function assumed<S extends z.ZodType>(shape: S, range: Omit<PlausibleRange, "isOfKeys">): S {
  const own = z.clone(shape); // one instance may stand in several places, not all of which are assumed
  ranges.add(own, range);
  return own;
}

/** The same of keys of a map that are guessed together, since they go up and down together or only their sum is known. */
export function assumedTogether<S extends z.ZodType>(shape: S, range: RangeOfKeys): S {
  const own = z.clone(shape);
  ranges.add(own, { ...range, isOfKeys: true });
  return own;
}

/** The range that a shape was marked with; undefined where it was not. */
export function plausible(shape: z.ZodType): PlausibleRange | undefined {
  return ranges.get(shape);
}

/** A range in words, for sentences that name it: "5m to 15m". */
export function plausibleWords(shape: z.ZodType): string {
  const { low, high } = plausible(shape)!;
  return `${low} to ${high}`;
}

/** A marked shape, where it stands in a value or may stand in one. */
export interface AssumedPlace {
  readonly path: Path;
  readonly range: PlausibleRange;
}

/** A value that is assumed, as the scenario writes it; undefined where it leaves it out. */
export interface AssumedValue extends AssumedPlace {
  readonly value: Written | undefined;
}

/** All that a written value, defaults filled in, has in the places of marked shapes. */
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

/** What a written value consists of by its shape; of a choice, the branch that it is written in. */
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

/** Every marked shape that a value of a shape may have somewhere; `*` is any name or any item. */
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

/** As far as this file looks into a shape. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly valueType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  /** Of a default, an optional value and the like. */
  readonly innerType?: z.ZodType;
  /** Of a codec: how its value is written. */
  readonly in?: z.ZodType;
  readonly getter?: () => z.ZodType;
}

function inner({ innerType, in: written, getter }: Definition): readonly z.ZodType[] {
  return [innerType, written, getter?.()].filter((each) => each !== undefined);
}
