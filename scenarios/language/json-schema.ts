import { z } from "zod";
import { extendsKey, variantsKey } from "./language-keys.js";
import { joinMeanings, schemasWithin, type Told } from "./meanings.js";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The JSON Schema (draft 2020-12) of what a user may write, for completion and checks in editors. Keys are required
 * only at the top of a file that extends no other, since a deviation writes only what it changes.
 */
export function jsonSchema(
  shape: z.ZodType,
  { title, id }: { readonly title: string; readonly id: string },
): JsonSchema {
  const document = z.toJSONSchema(shape, {
    io: "input",
    target: "draft-2020-12",
    override: ({ jsonSchema, path }) => {
      if (path.length > 0) allowDeviation(jsonSchema);
    },
  });
  const plain: Told = JSON.parse(JSON.stringify(document));
  allowRemoval(plain);
  joinMeanings(plain);
  const { required = [], properties, ...whole } = writtenOnce(plain);
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
    schema.anyOf = schema.oneOf; // without its `kind`, a map may match several kinds
    delete schema.oneOf;
  }
  const { items } = schema;
  if (typeof items !== "object" || Array.isArray(items) || !items.properties?.name) return;
  schema.type = ["array", "object"] as unknown as "array"; // zod's type allows only single types
}

/** Allows null as the value of every key, since a deviation removes a key in this way. */
function allowRemoval(schema: JsonSchema): void {
  for (const within of schemasWithin(schema)) allowRemoval(within);
  for (const [key, value] of Object.entries(schema.properties ?? {}))
    if (key !== "kind" && typeof value === "object") schema.properties![key] = orNothing(value);
  const any = schema.additionalProperties;
  if (typeof any === "object" && schema.type === "object" && Object.keys(any).length > 0)
    schema.additionalProperties = orNothing(any);
}

/** Allows null too, without nesting the schema deeper than necessary, so that editors mark the value itself. */
function orNothing(schema: JsonSchema): JsonSchema {
  const { type, anyOf, enum: choices } = schema;
  const isSaid =
    [type].flat().includes("null") || anyOf?.some((each) => typeof each === "object" && each.type === "null");
  if (isSaid) return schema;
  if (anyOf) return { ...schema, anyOf: [...anyOf, { type: "null" }] };
  if (type === undefined) {
    const { description, default: value, ...rest } = schema;
    const ofPlace = {
      ...(description !== undefined && { description }),
      ...(value !== undefined && { default: value }),
    };
    return Object.keys(rest).length === 0 ? schema : { ...ofPlace, anyOf: [rest, { type: "null" }] };
  }
  const types = [type, "null"].flat() as unknown as "null";
  return { ...schema, type: types, ...(choices && { enum: [...choices, null] }) };
}

/** Length in characters below which a schema is about as short as a reference to it. */
const worthReferring = 200;

/** Keywords that are kept beside a reference, since they differ from place to place. */
const ofPlace = ["description", "default"] as const;

/** The same document, in which each larger schema that is used in several places is written once, in `$defs`. */
function writtenOnce(document: JsonSchema): JsonSchema {
  const places = new Map<string, JsonSchema[]>();
  const visit = (schema: JsonSchema, isTop: boolean): void => {
    const { description, default: _, ...rest } = schema;
    const text = JSON.stringify(rest);
    const known = places.get(text);
    if (known) return void known.push(schema); // the schemas within it have been visited
    if (!isTop && text.length >= worthReferring) places.set(text, [schema]);
    for (const within of schemasWithin(schema)) visit(within, false);
  };
  visit(document, true);
  const shared = [...places.values()].filter((schemas) => schemas.length > 1);
  const $defs: Record<string, JsonSchema> = { ...document.$defs };
  for (const [index, schemas] of shared.entries()) {
    const name = `shared${index + 1}`;
    const { description: _, default: __, ...rest } = schemas[0];
    $defs[name] = rest;
    for (const schema of schemas) refer(schema, name);
  }
  return { ...document, $defs };
}

function refer(schema: JsonSchema, name: string): void {
  for (const key of Object.keys(schema)) if (!(ofPlace as readonly string[]).includes(key)) delete schema[key];
  schema.$ref = `#/$defs/${name}`;
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
