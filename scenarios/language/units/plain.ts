import { z } from "zod";
import { numericUnit, type Range, type Unit, unit } from "./unit.js";

const asNumber = (written: unknown) => (typeof written === "number" ? written : undefined);
const unquote = (written: unknown) =>
  typeof written === "string" && written.trim() !== "" && Number.isFinite(Number(written))
    ? "write it without quotes"
    : undefined;
const asFactor = (written: unknown) => {
  const share = typeof written === "string" ? /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(written) : null;
  return share ? `write ${Number((Number(share[1]) / 100).toPrecision(15))}` : undefined;
};

/** A whole number; negative only if the range allows it. */
export function integer(range: Range = {}): Unit<number> {
  return numericUnit({
    expected: "a whole number",
    json: { type: "integer", minimum: range.min ?? 0, maximum: range.max },
    range,
    limits: { min: 0, max: Number.MAX_SAFE_INTEGER },
    read: (written) => (Number.isInteger(written) ? asNumber(written) : undefined),
    write: (value) => value,
    hint: unquote,
  });
}

/** A number without a unit, of either sign. */
export function number(range: Range = {}): Unit<number> {
  return numericUnit({
    expected: "a number",
    json: { type: "number", minimum: range.min, maximum: range.max },
    range,
    limits: {},
    read: asNumber,
    write: (value) => value,
    hint: (written) => unquote(written) ?? asFactor(written),
  });
}

/** Any text. */
export function text(): Unit<string> {
  return textUnit("a text", undefined, () => true);
}

const nameMax = 64;
const namePattern = /^[A-Za-z][\w-]*$/;

/** The name of a thing in the scenario, used in objectives, paths and streams. */
export function name(): Unit<string> {
  return textUnit(
    "a name of letters, digits, - and _ that begins with a letter",
    ["chat-turns"],
    (written) => namePattern.test(written) && written.length <= nameMax && !(written in Object.prototype),
    { pattern: namePattern.source, maxLength: nameMax },
  );
}

/** A few words in one line, by which people refer to a thing that has no other name. */
export function label(): Unit<string> {
  return textUnit(
    "a name in one line, of at most 64 characters",
    ["black friday"],
    (written) =>
      /^[\p{L}\p{N}](?:[\p{L}\p{N} _.-]{0,62}[\p{L}\p{N}])?$/u.test(written) && !(written in Object.prototype),
  );
}

/** A path to a file, relative to the file in which it is written; `extends` adjusts it only under a key `file`. */
export function filePath(): Unit<string> {
  return textUnit("a path relative to this file, such as data/rates.csv", ["data/rates.csv"], (written) =>
    /^[^\0\r\n]+$/.test(written),
  );
}

/** A yes or no: true or false. */
export function flag(): Unit<boolean> {
  return unit({
    expected: "true or false",
    json: { type: "boolean" },
    value: z.boolean(),
    read: (written) => (typeof written === "boolean" ? written : undefined),
    write: (value) => value,
    hint: (written) =>
      /^(yes|on)$/i.test(String(written))
        ? "write true"
        : /^(no|off)$/i.test(String(written))
          ? "write false"
          : undefined,
  });
}

function textUnit(
  expected: string,
  examples: string[] | undefined,
  accepts: (written: string) => boolean,
  json: z.core.JSONSchema.BaseSchema = {},
): Unit<string> {
  return unit({
    expected,
    examples,
    json: { type: "string", ...json },
    value: z.string(),
    read: (written) => (typeof written === "string" && accepts(written) ? written : undefined),
    write: (value) => value,
    hint: (written) =>
      typeof written === "number" || typeof written === "boolean" ? `write it in quotes: "${written}"` : undefined,
  });
}
