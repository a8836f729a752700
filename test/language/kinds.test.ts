import { expect, test } from "vitest";
import { z } from "zod";
import { decode, duration, formatIssue, oneOfKind, readDocument, resolve } from "../../scenarios/language/index.js";
import { nearest } from "../../scenarios/language/issues.js";

interface Tree {
  readonly kind: string;
  readonly [key: string]: unknown;
}

const fixed = { kind: "fixed", about: "Always the same.", shape: z.strictObject({ value: duration() }) } as const;
const lognormal = {
  kind: "lognormal",
  about: "A long tail.",
  shape: z
    .strictObject({ mean: duration(), p99: duration() })
    .refine(({ mean, p99 }) => p99 > mean, { error: "a p99 above the mean", path: ["p99"], params: { hint: "swap?" } }),
} as const;
const mixture = {
  kind: "mixture",
  about: "Several at once.",
  shape: z.strictObject({ parts: z.array(z.lazy((): z.ZodType<Tree> => distribution)).min(1) }),
} as const;

const distribution: z.ZodType<Tree> = oneOfKind([fixed, lognormal, mixture], {
  shorthand: z.codec(duration(), z.strictObject({ kind: z.literal("fixed"), value: z.number() }), {
    decode: (value) => ({ kind: "fixed" as const, value }),
    encode: ({ value }) => value,
  }),
});

const step = z.union([z.strictObject({ cpu: distribution }), z.strictObject({ wait: distribution })]);
const shape = z.strictObject({ steps: z.array(step) });

const load = (text: string) => readDocument({ path: "x.yaml", text }, { load: () => ({ refused: "nothing" }) });
const lines = (text: string) => {
  const reading = decode(load(text), shape);
  return reading.ok ? [] : reading.issues.map(formatIssue);
};

test("the kind selects the keys, a plain value is the shorthand's kind, and both are written back as they were", () => {
  const text =
    "steps: [ { cpu: 5ms }, { wait: { kind: mixture, parts: [ { kind: lognormal, mean: 1s, p99: 2s }, 3s ] } } ]";
  const reading = decode(load(text), shape);
  expect(reading).toMatchObject({
    ok: true,
    value: {
      steps: [
        { cpu: { kind: "fixed", value: 5_000 } },
        { wait: { kind: "mixture", parts: [{ kind: "lognormal", mean: 1_000_000 }, { kind: "fixed" }] } },
      ],
    },
  });
  if (!reading.ok) return;
  expect(decode(load(resolve(load(text), shape, reading.value)), shape)).toMatchObject({ value: reading.value });
});

test("a variant keeps the refinements of its shape", () => {
  expect(lines("steps: [ { cpu: { kind: lognormal, mean: 2s, p99: 1s } } ]")).toEqual([
    "x.yaml:1:51  steps[0].cpu.p99: expected a p99 above the mean, got '1s' (swap?)",
  ]);
});

test("consequences of a misspelt key are not reported", () => {
  const oneOf = z
    .strictObject({ min: duration().optional(), max: duration().optional() })
    .refine(({ min, max }) => min ?? max, { error: "min or max" });
  const reading = decode(load("maxx: 5s"), oneOf);
  expect(reading.ok ? [] : reading.issues.map(formatIssue)).toEqual([
    "x.yaml:1:1  maxx: expected one of the keys min, max, extends, variants, got 'maxx' (did you mean max?)",
  ]);
});

test("for a union, the complaints are about the branch that was meant", () => {
  const dearest = "a duration such as 100ms, 2m or 10h";
  expect(lines("steps: [ { wiat: 5ms } ]")).toEqual([
    "x.yaml:1:12  steps[0].wiat: expected the key wait, got 'wiat' (did you mean wait?)",
  ]);
  expect(lines("steps: [ { wait: 5 parsecs } ]")).toEqual([
    `x.yaml:1:18  steps[0].wait: expected ${dearest}, or a map whose kind is one of fixed, lognormal, mixture, got '5 parsecs' (units are d, h, m, s, ms, us)`,
  ]);
  expect(lines("steps: [ { wait: { kind: mixture, parts: [ { kind: lognromal } ] } } ]")).toEqual([
    "x.yaml:1:52  steps[0].wait.parts[0].kind: expected one of fixed, lognormal, mixture, got 'lognromal' (did you mean lognormal?)",
  ]);
  expect(lines("steps: [ 5ms ]")).toEqual([
    "x.yaml:1:10  steps[0]: expected a map with the key cpu, or a map with the key wait, got '5ms'",
  ]);
});

test("two swapped neighbouring letters count as one mistake, like one missing letter", () => {
  expect(nearest("wbe", ["web", "jobs"])).toBe("web");
  expect(nearest("mni", ["max", "min"])).toBe("min");
  expect(nearest("bew", ["web", "jobs"])).toBeUndefined();
});

test("a word that is part of a known one, or contains it, is similar to it if it is similar to no other", () => {
  const keys = ["kind", "metric", "lowerBound", "upperBound", "adjustment"];
  const written = ["lower", "MetricIntervalLowerBound", "ScalingAdjustment", "bound", "metricAggregationType"];
  expect(written.map((word) => nearest(word, keys))).toEqual([
    "lowerBound",
    "lowerBound",
    "adjustment",
    undefined,
    undefined,
  ]);
});
