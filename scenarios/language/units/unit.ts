import { z } from "zod";

/** A codec between what a user writes and the value that the rest of the program computes with. */
export type Unit<T> = z.ZodCodec<z.ZodUnknown, z.ZodType<T>>;

/** What the reader has to know of a unit: its words, its spellings, and both directions between spelling and value. */
export interface UnitDefinition<T> {
  /** Completes the sentence "expected ...". */
  readonly expected: string;
  readonly examples?: readonly (string | number)[];
  /** The JSON Schema keywords that editors check. */
  readonly json: z.core.JSONSchema.BaseSchema;
  readonly value: z.ZodType<T>;
  /** The value of a spelling, or undefined for one that this unit does not have. */
  read(written: unknown): T | undefined;
  /** The shortest spelling that reads back as exactly this value. */
  write(value: T): unknown;
  /** The remedy for a spelling that `read` refused, where one is known. */
  hint?(written: unknown): string | undefined;
}

/** The codec of a unit; its refusals carry the expected words as their message and the remedy as `params.hint`. */
export function unit<T>({ expected, examples, json, value, read, write, hint }: UnitDefinition<T>): Unit<T> {
  const description = `${expected.charAt(0).toUpperCase()}${expected.slice(1)}.`;
  return z.codec(z.unknown().meta({ ...json, description, ...(examples && { examples: [...examples] }) }), value, {
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
    encode: (decoded) => write(decoded as T),
  });
}

/** Bounds of a number, both allowed, in the plain number that the unit decodes to. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
}

interface NumericUnitDefinition extends Omit<UnitDefinition<number>, "value"> {
  /** The bounds that the shape asks for: part of what is expected. */
  readonly range: Range;
  /** The bounds that hold without being asked for. */
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
      return value === undefined || !Number.isFinite(value) || value < min || value > max ? undefined : value + 0; // no -0
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
