import { z } from "zod";
import { extendsKey, variantsKey } from "./language-keys.js";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The JSON Schema (draft 2020-12) of what a user may write, for completion and checks in editors. Keys are required
 * only at the top of a file that extends no other, since a deviation writes just what it changes.
 */
export function jsonSchema(
  shape: z.ZodType,
  { title, id }: { readonly title: string; readonly id: string },
): JsonSchema {
  const {
    required = [],
    properties,
    ...whole
  } = z.toJSONSchema(shape, {
    io: "input",
    target: "draft-2020-12",
    override: ({ jsonSchema, path }) => {
      if (path.length > 0) allowDeviation(jsonSchema);
    },
  });
  return {
    $id: id,
    title,
    ...whole,
    properties: { ...deviationKeys, ...properties },
    if: { not: { required: [extendsKey] } },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own keyword
    then: { required },
  };
}

function allowDeviation(schema: JsonSchema): void {
  delete schema.required;
  if (schema.oneOf) {
    schema.anyOf = schema.oneOf; // without its `kind`, a map may fit several
    delete schema.oneOf;
  }
  const { items } = schema;
  if (typeof items !== "object" || Array.isArray(items) || !items.properties?.name) return;
  schema.type = ["array", "object"] as unknown as "array"; // zod's type knows single types only
}

const deviationKeys: Readonly<Record<string, JsonSchema>> = {
  [extendsKey]: {
    type: "string",
    description: "The file (relative to this one) or template that this file deviates from.",
  },
  [variantsKey]: {
    type: "object",
    description: "Named deviations from this file.",
    additionalProperties: { type: "object" },
  },
};
