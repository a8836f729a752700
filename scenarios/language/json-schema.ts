import { z } from "zod";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The JSON Schema (draft 2020-12) of what a user may write, for completion and checks in editors. Keys are required
 * only at the top, and there only of a file that extends no other: below, a file may write just what deviates.
 */
export function jsonSchema(
  shape: z.ZodType,
  { title, id }: { readonly title: string; readonly id: string },
): JsonSchema {
  const {
    $schema,
    required = [],
    properties,
    ...whole
  } = z.toJSONSchema(shape, {
    io: "input",
    target: "draft-2020-12",
    override: ({ jsonSchema, path }) => {
      if (path.length > 0) delete jsonSchema.required;
      if (!jsonSchema.oneOf) return;
      jsonSchema.anyOf = jsonSchema.oneOf; // without its `kind`, a deviation may fit several
      delete jsonSchema.oneOf;
    },
  });
  return {
    $schema,
    $id: id,
    title,
    ...whole,
    properties: { ...languageKeys, ...properties },
    if: { not: { required: ["extends"] } },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema's own keyword
    then: { required },
  };
}

const languageKeys: Readonly<Record<string, JsonSchema>> = {
  extends: { type: "string", description: "The file (relative to this one) or template that this file deviates from." },
  variants: {
    type: "object",
    description: "Named deviations from this file.",
    additionalProperties: { type: "object" },
  },
};
