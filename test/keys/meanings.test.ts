import { describe, expect, test } from "vitest";
import { z } from "zod";
import { jsonSchema } from "../../scenarios/language/index.js";
import { schemasWithin, type Told } from "../../scenarios/language/meanings.js";
import { scenarioShape } from "../../sim/scenario/index.js";
import { sizingShape } from "../../sim/sizing/shape.js";

/** Every key of a shape with its schema; a shape within itself is walked once. */
function keysOf(shape: z.ZodType): readonly (readonly [key: string, schema: Told])[] {
  const found: (readonly [string, Told])[] = [];
  const walk = (schema: Told): void => {
    found.push(...Object.entries((schema.properties ?? {}) as Readonly<Record<string, Told>>));
    for (const within of schemasWithin(schema)) walk(within);
  };
  walk(z.toJSONSchema(shape, { io: "input" }));
  return found;
}

describe.each([
  ["a scenario", scenarioShape, 2_000],
  ["a sizing file", sizingShape, 50],
] as const)("each key of %s", (_, shape, atLeast) => {
  const keys = keysOf(shape);

  test("has a meaning: sentences that a line of an editor holds", () => {
    expect(keys.length).toBeGreaterThan(atLeast);
    const isMeaning = ({ description = "" }: Told) => /^\S.{8,220}[.]$/.test(description);
    expect(keys.filter(([, schema]) => !isMeaning(schema)).map(([key, schema]) => [key, schema.description])).toEqual(
      [],
    );
  });

  test("has a meaning of its own, which no key of another name has too", () => {
    const names = new Map<string, Set<string>>();
    for (const [key, { description }] of keys) names.set(description!, (names.get(description!) ?? new Set()).add(key));
    expect([...names].filter(([, keys]) => keys.size > 1).map(([meaning, keys]) => [meaning, ...keys])).toEqual([]);
  });
});

describe("what editors show of a key", () => {
  const text = JSON.stringify(jsonSchema(scenarioShape, { title: "t", id: "i" }));
  const { properties } = JSON.parse(text) as Told;
  const clock = (properties!.clock as Told).properties as Readonly<Record<string, Told>>;

  test("is its meaning, how it is written, its default, and AWS's name for it", () => {
    expect(clock.warmup.description).toBe(
      "Simulated time before the start, so that the fleet is busy when the run begins; no figure includes it. " +
        "A duration such as 100ms, 2m or 10h. Default: 30m.",
    );
    expect(text).toContain("The fewest tasks that scaling leaves. A whole number, from 0 to 5000. AWS: MinCapacity.");
  });

  test("stands in a schema that an editor loads at once", () => {
    expect(text.length).toBeLessThan(400_000);
  });
});
