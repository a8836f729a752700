import { z } from "zod";

/** A codec between what a user writes and the value that the rest of the program computes with. */
export type Unit<T> = z.ZodCodec<z.ZodUnknown, z.ZodType<T>>;

/** The definition of a unit: its words, its spellings, and both directions between spelling and value. */
interface UnitDefinition<T> {
  /** Completes the sentence "expected ...". */
  readonly expected: string;
  readonly examples?: readonly (string | number)[];
  /** The JSON Schema keywords that editors check. */
  readonly json: z.core.JSONSchema.BaseSchema;
  readonly value: z.ZodType<T>;
  /** Reads a spelling; undefined when this unit does not have it. */
  read(written: unknown): T | undefined;
  /** Writes the shortest spelling that reads back as exactly this value. */
  write(value: T): unknown;
  /** The remedy for a spelling that `read` refused, if one is known. */
  hint?(written: unknown): string | undefined;
}

/** The codec of a unit. Its refusals carry the expected words as their message and the remedy as `params.hint`. */
export function unit<T>({ expected, examples, json, value, read, write, hint }: UnitDefinition<T>): Unit<T> {
  return z.codec(z.unknown().meta({ ...json, unit: expected, ...(examples && { examples: [...examples] }) }), value, {
    decode: (written, context) => {
      const decoded = read(written);
      if (decoded !== undefined) return decoded as z.input<typeof value>;
      context.issues.push({
        code: "custom",
        input: written,
        message: expected,
        params: { misspelt: true, hint: hint?.(written) },
      });
      return z.NEVER;
    },
    encode: remembering((decoded) => write(decoded as T)),
  });
}

/**
 * Largest number of spellings of numbers that are cached, since the same values occur in thousands of configurations.
 */
const rememberedMax = 1_000;

function remembering(write: (value: unknown) => unknown): (value: unknown) => unknown {
  const known = new Map<unknown, unknown>();
  return (value) => {
    if (typeof value !== "number") return write(value);
    const spelled = known.get(value) ?? write(value);
    if (known.size === rememberedMax) known.clear();
    known.set(value, spelled);
    return spelled;
  };
}

/** Inclusive bounds of a number, in the plain number that the unit decodes to. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
}

interface NumericUnitDefinition extends Omit<UnitDefinition<number>, "value"> {
  /** The bounds that the shape asks for; messages name them. */
  readonly range: Range;
  /** The bounds that always hold; messages do not name them. */
  readonly limits: Range;
  /** The remedy for a value out of bounds that was probably meant otherwise. */
  misread?(written: unknown): string | undefined;
}

/** A unit whose values are finite numbers within bounds. */
export function numericUnit({ range, limits, misread, ...definition }: NumericUnitDefinition): Unit<number> {
  const min = range.min ?? limits.min ?? -Number.MAX_VALUE;
  const max = range.max ?? limits.max ?? Number.MAX_VALUE;
  const print = (value: number) => String(definition.write(value));
  return unit({
    ...definition,
    value: z.number(),
    expected: definition.expected + rangeWords(range, print),
    read: (written) => {
      const value = definition.read(written);
      // Adding 0 turns -0 into 0.
      return value === undefined || !Number.isFinite(value) || value < min || value > max ? undefined : value + 0;
    },
    hint: (written) => {
      const value = definition.read(written);
      if (value === undefined || Number.isNaN(value)) return definition.hint?.(written);
      return misread?.(written) ?? (value < min ? `at least ${print(min)}` : `at most ${print(max)}`);
    },
  });
}

function rangeWords({ min, max }: Range, print: (value: number) => string): string {
  if (min !== undefined && max !== undefined) return `, from ${print(min)} to ${print(max)}`;
  if (min !== undefined) return `, at least ${print(min)}`;
  if (max !== undefined) return `, at most ${print(max)}`;
  return "";
}

/** One unit of a quantity: a written number n stands for n × times ÷ over. */
export interface Scale {
  /** Every accepted name; the first is the one that is written. */
  readonly names: readonly string[];
  readonly times?: number;
  readonly over?: number;
}

const digits = /(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+/.source;
const term = new RegExp(`\\s*((?:${digits})(?:[eE][+-]?\\d+)?)\\s*([^\\s\\d.,+-]+)\\s*`, "y");
const bareNumber = new RegExp(`^\\s*([+-]?(?:${digits})(?:[eE][+-]?\\d+)?)\\s*$`);

/** A number written without a unit, as a number or as text ("1024", "1,500"); undefined for anything else. */
export function readNumber(written: unknown): number | undefined {
  if (typeof written === "number") return Number.isFinite(written) ? written : undefined;
  const match = typeof written === "string" ? bareNumber.exec(written) : null;
  return match ? Number(match[1].replaceAll(",", "")) : undefined;
}

/**
 * The JSON Schema of what such a unit reads, for editors: texts by a pattern, plain numbers within limits. It accepts
 * some things that only the reader can refuse, such as a sum whose units do not descend, and refuses nothing that the
 * reader accepts.
 */
export function quantityJson(
  scales: readonly Scale[],
  { isBare, ...plain }: z.core.JSONSchema.BaseSchema & { readonly isBare: boolean },
): z.core.JSONSchema.BaseSchema {
  const names = scales.flatMap((scale) => scale.names).join("|");
  const number = `(?:${digits})(?:[eE][+-]?\\d+)?`;
  const quantity = `(?:\\s*${number}\\s*(?:${names})\\s*)+`;
  const bare = isBare ? `|\\s*${number}\\s*` : "";
  return { type: ["string", "number"] as unknown as "string", pattern: `^\\s*[+-]?(?:${quantity}${bare})$`, ...plain };
}

/**
 * The value of "1.5h" or of a sum in descending units such as "1h30m"; undefined when a number or a unit is unknown.
 */
export function readQuantity(written: unknown, scales: readonly Scale[]): number | undefined {
  if (typeof written !== "string") return undefined;
  const sign = written.startsWith("-") ? -1 : 1;
  const terms = written.replace(/^[+-]/, "");
  let total = 0;
  let previous = Number.POSITIVE_INFINITY;
  let at = 0;
  do {
    term.lastIndex = at;
    const match = term.exec(terms);
    const scale = match && scales.find(({ names }) => names.includes(match[2]));
    if (!scale || sizeOf(scale) >= previous) return undefined;
    total += (Number(match[1].replaceAll(",", "")) * (scale.times ?? 1)) / (scale.over ?? 1);
    previous = sizeOf(scale);
    at = term.lastIndex;
  } while (at < terms.length);
  return sign * total;
}

/**
 * The shortest spelling in a single unit that `read` turns back into exactly this value. It avoids numbers below one if
 * possible ("100ms" rather than "0.1s"); the first scale wins a tie.
 */
export function writeQuantity(
  value: number,
  scales: readonly Scale[],
  { space = "", read }: { readonly space?: string; readonly read: (text: string) => number | undefined },
): string {
  const exact = scales
    .flatMap((scale) => {
      const count = value / sizeOf(scale);
      return [Number(count.toPrecision(15)), count].map((number) => ({
        number,
        text: `${number}${space}${scale.names[0]}`,
      }));
    })
    .filter(({ text }) => read(text) === value);
  const whole = exact.filter(({ number }) => number >= 1);
  const spellings = (whole.length > 0 ? whole : exact).map(({ text }) => text);
  return spellings.reduce((best, text) => (text.length < best.length ? text : best));
}

/** The remedy for a quantity that was not understood: the units that exist. */
export function unitHint(scales: readonly Scale[], space = ""): (written: unknown) => string | undefined {
  const names = scales.map((scale) => scale.names[0]);
  return (written) => {
    const number = readNumber(written);
    if (number !== undefined) return `add the unit: ${names.map((name) => `${number}${space}${name}`).join(", ")}`;
    return typeof written === "string" && /\d/.test(written) ? `units are ${names.join(", ")}` : undefined;
  };
}

function sizeOf({ times = 1, over = 1 }: Scale): number {
  return times / over;
}
