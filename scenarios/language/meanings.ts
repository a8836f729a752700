import type { z } from "zod";

type Plain = z.core.JSONSchema.BaseSchema;

/**
 * A schema as zod writes it for one of our shapes. `description` is the meaning of a key (from `.describe`, or from
 * `.meta` with AWS's name in `aws`), and `unit` completes the sentence "expected ...". `unit` and `aws` are not
 * keywords of JSON Schema.
 */
export type Told = Plain & { readonly unit?: string; readonly aws?: string };

/** The schemas within a schema: of its keys, its items and its alternatives. */
export function schemasWithin(schema: Plain): readonly Told[] {
  const { properties = {}, $defs = {}, items, additionalProperties, propertyNames, anyOf = [], oneOf = [] } = schema;
  const within = [...Object.values(properties), ...Object.values($defs), ...anyOf, ...oneOf];
  return [...within, ...[items].flat(), additionalProperties, propertyNames].filter(isSchema);
}

/** Joins meaning, unit, default and AWS's name of each key into the description that editors show. */
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

/** What a plain value of a schema looks like; undefined when the schema does not say. */
export function unitOf(schema: Told): string | undefined {
  return schema.unit ?? (schema.anyOf as readonly Told[] | undefined)?.find(({ unit }) => unit !== undefined)?.unit;
}

/** The default of a key in words, unless it is empty. */
function defaultWords({ default: value }: Told): string | undefined {
  const isEmpty = value === undefined || value === "" || JSON.stringify(value) === "{}";
  return isEmpty ? undefined : `Default: ${typeof value === "string" ? value : flow(value)}.`;
}

/** A value as YAML writes it on one line. */
export function flow(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `[${value.map(flow).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Object.entries(value).map(([key, each]) => `${key}: ${flow(each)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function isSchema(value: unknown): value is Told {
  return typeof value === "object" && value !== null;
}
