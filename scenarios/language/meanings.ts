import type { z } from "zod";

type Plain = z.core.JSONSchema.BaseSchema;

/**
 * A schema as zod writes it for one of our shapes: a key's `description` is its meaning (`.describe`, or `.meta` with AWS's name
 * beside it), and `unit` completes the sentence "expected ...". The last two are no words of JSON Schema.
 */
export type Told = Plain & { readonly unit?: string; readonly aws?: string };

/** The schemas within a schema: of its keys, its items, its alternatives. */
export function schemasWithin(schema: Plain): readonly Told[] {
  const { properties = {}, $defs = {}, items, additionalProperties, propertyNames, anyOf = [], oneOf = [] } = schema;
  const within = [...Object.values(properties), ...Object.values($defs), ...anyOf, ...oneOf];
  return [...within, ...[items].flat(), additionalProperties, propertyNames].filter(isSchema);
}

/** Joins meaning, unit, default and AWS's name of each key to the one description that editors show. */
export function joinMeanings(schema: Told): void {
  for (const within of schemasWithin(schema)) joinMeanings(within);
  const { description, aws } = schema;
  const unit = unitOf(schema);
  const sentences = [
    description,
    unit && `${unit.charAt(0).toUpperCase()}${unit.slice(1)}.`,
    description && defaultWords(schema),
    aws && `AWS: ${aws}.`,
  ].filter((sentence) => sentence);
  if (sentences.length > 0) schema.description = sentences.join(" ");
  delete (schema as { unit?: string }).unit;
  delete (schema as { aws?: string }).aws;
}

/** What a plain value of a schema looks like; undefined where it says nothing of that. */
export function unitOf(schema: Told): string | undefined {
  return schema.unit ?? (schema.anyOf as readonly Told[] | undefined)?.find(({ unit }) => unit !== undefined)?.unit;
}

/** The default of a key, where it is short enough to be read. */
function defaultWords({ default: value }: Told): string | undefined {
  const isEmpty = value === undefined || value === "" || JSON.stringify(value) === "{}";
  return isEmpty ? undefined : `Default: ${typeof value === "string" ? value : flow(value)}.`;
}

/** A value as YAML writes it within a line. */
export function flow(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `[${value.map(flow).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Object.entries(value).map(([key, each]) => `${key}: ${flow(each)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function isSchema(value: unknown): value is Told {
  return typeof value === "object" && value !== null;
}
