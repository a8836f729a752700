import { expect, test } from "vitest";
import { jsonSchema } from "../../scenarios/language/index.js";
import { exampleShape } from "./example.js";

const { else: whole, ...schema } = jsonSchema(exampleShape, {
  title: "Example",
  id: "https://example.org/schema.json",
});

test("every key shows its unit, its default and examples of its spelling", () => {
  expect(schema).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Example",
    additionalProperties: false,
    properties: {
      region: { enum: ["us-east-1", "ap-northeast-1", null] },
      demand: {
        items: {
          properties: {
            timeout: {
              type: ["string", "number", "null"],
              pattern: expect.stringContaining("ms|"),
              description: "A duration such as 100ms, 2m or 10h.",
              examples: expect.arrayContaining(["100ms"]),
              default: "30s",
            },
          },
        },
      },
    },
  });
});

test("a file may extend another and have variants, and then write just what deviates", () => {
  expect(schema.properties).toMatchObject({ extends: { type: "string" }, variants: { type: ["object", "null"] } });
  expect(schema.if).toMatchObject({ required: ["extends"] });
  expect(whole).toMatchObject({ required: ["region", "demand", "services"] });
  expect(JSON.stringify(schema.properties)).not.toMatch(/"required"|"oneOf"/);
});

test("a list of named things may also be a map by their names, as an overlay writes it", () => {
  expect(schema.properties!.demand).toMatchObject({ type: ["array", "object", "null"], minItems: 1 });
});
