import fc from "fast-check";
import { expect, test } from "vitest";
import { decode, formatIssue } from "../../scenarios/language/index.js";
import { exampleShape, exampleText, load } from "./example.js";

const noise = fc.oneof(
  fc.constantFrom(
    "*a",
    "&a",
    "<<: ",
    "- ",
    "? ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "\t",
    "|",
    ">",
    "%",
    "@",
    "!",
    "---\n",
    "...",
  ),
  fc.constantFrom("__proto__", "constructor", "null", ".nan", "-.inf", "1e999", "'", '"', "#", "\r", "\u2028", "💥"),
  fc.string({ maxLength: 6, unit: "binary" }),
);

const mutated = fc
  .array(fc.tuple(fc.nat(exampleText.length), fc.nat(8), noise), { minLength: 1, maxLength: 5 })
  .map((cuts) =>
    cuts.reduce((text, [at, removed, put]) => text.slice(0, at) + put + text.slice(at + removed), exampleText),
  );

const setup = fc.record({
  variant: fc.option(fc.constantFrom("calm", "even", "none"), { nil: undefined }),
  set: fc.array(
    fc.oneof(
      fc.string(),
      noise.map((value) => `demand[0].curve=${value}`),
    ),
    { maxLength: 2 },
  ),
});

const isGoodOrNamed = (text: string, options: Parameters<typeof load>[1]) => {
  const reading = decode(load(text, options), exampleShape);
  if (reading.ok) return;
  expect(reading.issues.length).toBeGreaterThan(0);
  for (const issue of reading.issues)
    expect(formatIssue(issue)).toMatch(/^[^\n]+ {2}[^\n]*expected [^\n]+, got [^\n]+$/);
};

test("any text is a value or a list of problems, each in one line", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), setup, isGoodOrNamed), { seed: 1, numRuns: 300 });
});

test("any mutation of a scenario is a value or a list of problems, each in one line", () => {
  fc.assert(fc.property(mutated, setup, isGoodOrNamed), { seed: 1, numRuns: 1000 });
});

test("no text can change the prototype of all objects", () => {
  const hostile = fc.constantFrom(
    "__proto__: { polluted: 1 }",
    "constructor: { prototype: { polluted: 1 } }",
    "<<: { __proto__: { polluted: 1 } }",
  );
  fc.assert(
    fc.property(hostile, (line) => {
      decode(
        load(`${exampleText}${line}\n`, { set: ["__proto__.polluted=1", "constructor.prototype.polluted=1"] }),
        exampleShape,
      );
      expect("polluted" in {}).toBe(false);
    }),
  );
});
