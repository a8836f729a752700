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
      allowRemoval(jsonSchema);
    },
  });
  return {
    $id: id,
    title,
    ...whole,
    properties: { ...deviationKeys, ...properties },
    if: { properties: { [extendsKey]: {} }, required: [extendsKey] },
    else: { properties: Object.fromEntries(required.map((key) => [key, {}])), required },
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

/** A deviation takes a key away with nothing as its value. */
function allowRemoval(schema: JsonSchema): void {
  for (const [key, value] of Object.entries(schema.properties ?? {}))
    if (key !== "kind" && typeof value === "object") schema.properties![key] = orNothing(value);
  const any = schema.additionalProperties;
  if (typeof any === "object" && schema.type === "object" && Object.keys(any).length > 0)
    schema.additionalProperties = orNothing(any);
}

/** As flat as it was, so that editors mark the value itself. */
function orNothing(schema: JsonSchema): JsonSchema {
  const { type, anyOf, enum: choices } = schema;
  const isSaid =
    [type].flat().includes("null") || anyOf?.some((each) => typeof each === "object" && each.type === "null");
  if (isSaid) return schema; // zod asks of a shape that stands in several places more than once
  if (anyOf) return { ...schema, anyOf: [...anyOf, { type: "null" }] };
  if (type === undefined) return Object.keys(schema).length === 0 ? schema : { anyOf: [schema, { type: "null" }] };
  const types = [type, "null"].flat() as unknown as "null";
  return { ...schema, type: types, ...(choices && { enum: [...choices, null] }) };
}

const deviationKeys: Readonly<Record<string, JsonSchema>> = {
  [extendsKey]: {
    type: "string",
    description: "The file (relative to this one) or template that this file deviates from.",
  },
  [variantsKey]: {
    type: ["object", "null"] as unknown as "object",
    description: "Named deviations from this file.",
    additionalProperties: { type: ["object", "null"] as unknown as "object" },
  },
};
