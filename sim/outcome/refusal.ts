import { z } from "zod";

/** A text that was not understood; its message completes the sentence "expected ...". */
export class Refusal extends Error {
  readonly hint: string | undefined;

  constructor(expected: string, hint?: string) {
    super(expected);
    this.hint = hint;
  }
}

/** A codec whose `read` throws a `Refusal`, which becomes an issue with its hint; `json` is for editors. */
export function refusable<T>(
  json: z.core.JSONSchema.BaseSchema,
  { read, write }: { readonly read: (written: unknown) => T; readonly write: (value: T) => unknown },
): z.ZodCodec<z.ZodUnknown, z.ZodCustom<T, T>> {
  return z.codec(z.unknown().meta(json), z.custom<T>(), {
    decode: (input, context) => {
      try {
        return read(input);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        context.issues.push({ code: "custom", input, message: error.message, params: { hint: error.hint } });
        return z.NEVER;
      }
    },
    encode: write,
  });
}
