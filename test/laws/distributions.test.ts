import { describe, expect, test } from "vitest";
import { z } from "zod";
import { dataSize, duration } from "../../scenarios/language/index.js";
import { createDistribution, distributionShape, distributions, Random } from "../../workload/index.js";
import { draws, mean, tablesOf, variance, z999 } from "../workload/fixture.js";

const column = Array.from({ length: 1_000 }, (_, i) => ((i * 7919) % 1_000) + 1);
const tables = () => tablesOf({ "sizes.csv": `ms\n${column.join("\n")}` });
const fromColumn = { file: "sizes.csv", column: "ms", unit: "1ms" };

/** At least one spelling of every kind; a new kind is tested by a line here. */
const examples: Readonly<Record<string, readonly object[]>> = {
  fixed: [{ value: "100ms" }],
  uniform: [{ min: "10ms", max: "90ms" }],
  exponential: [{ mean: "100ms" }],
  lognormal: [
    { mean: "130ms", p99: "480ms" },
    { median: "50ms", sigma: 0.4 },
  ],
  gamma: [
    { mean: "100ms", shape: 3 },
    { mean: "100ms", shape: 0.6 },
  ],
  "bounded-pareto": [
    { min: "10ms", max: "2s", alpha: 1.3 },
    { min: "10ms", max: "100ms", alpha: 1 },
    { min: "10ms", max: "100ms", alpha: 2 },
  ],
  empirical: [fromColumn],
  trace: [fromColumn],
  mixture: [
    {
      parts: [
        { weight: 90, of: { kind: "exponential", mean: "10ms" } },
        { weight: 10, of: "200ms" },
        { weight: 0, of: "10s" },
      ],
    },
  ],
};

const cases = distributions.flatMap(({ kind }) => (examples[kind] ?? [{}]).map((keys) => ({ kind, keys })));
const shape = distributionShape(duration);
const create = (written: unknown) => createDistribution(z.decode(shape, written), tables());

describe.each(cases)("$kind $keys", ({ kind, keys }) => {
  const count = 100_000;
  const distribution = create({ kind, ...keys });
  const values = draws(distribution, Random.stream(1, kind), count);

  test("has the mean that it states", () => {
    const error = z999 * Math.sqrt(distribution.variance / count);
    expect(Math.abs(mean(values) - distribution.mean)).toBeLessThanOrEqual(error + 0.01);
  });

  test("has the variance that it states", () => {
    // The error of a sample variance is that of the mean of squared distances; rounding to whole units adds 1/12.
    const squares = values.map((value) => (value - distribution.mean) ** 2);
    const error = z999 * Math.sqrt(variance(squares) / count);
    expect(Math.abs(mean(squares) - distribution.variance)).toBeLessThanOrEqual(error + 1);
  });

  test("draws whole numbers that are not negative", () => {
    expect(values.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
  });

  test("draws the same again from the same stream", () => {
    expect(draws(create({ kind, ...keys }), Random.stream(1, kind), 1_000)).toEqual(values.slice(0, 1_000));
  });

  test("is written back as it was read", () => {
    const decoded = z.decode(shape, { kind, ...keys });
    expect(z.decode(shape, z.encode(shape, decoded))).toEqual(decoded);
  });
});

describe("every distribution", () => {
  test("has an example here and one sentence about it", () => {
    expect(Object.keys(examples).sort()).toEqual(distributions.map(({ kind }) => kind).sort());
    expect(distributions.every(({ about }) => about.endsWith("."))).toBe(true);
  });

  test("takes sizes as well as durations, and shows in a JSON Schema", () => {
    const sizes = distributionShape(dataSize);
    expect(createDistribution(z.decode(sizes, { kind: "exponential", mean: "2 KB" }), tables()).mean).toBe(2_048);
    expect(JSON.stringify(z.toJSONSchema(sizes, { io: "input" }))).toContain("bounded-pareto");
  });
});
