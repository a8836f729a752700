import fc from "fast-check";
import { expect, test } from "vitest";
import { decode, readResolved, resolve } from "../../scenarios/language/index.js";
import { exampleShape, exampleText, load, readGood } from "./example.js";

const resolved = (text: string) => resolve(load(text), exampleShape, readGood(text));

test("the resolved document has every default, marked, in the order of the shape", () => {
  expect(resolved(exampleText)).toBe(
    `
name: night
region: us-east-1
demand:
  - name: turns
    curve:
      kind: daily
      peak: 150/s
      peakHours: 09:00-23:00 # default
    timeout: 30s # default
  - name: pings
    curve: 20/s
    timeout: 30s # default
services:
  web:
    task:
      cpu: 1 vCPU
      memory: 2 GB
    bounds:
      min: 1
      maxCapacity: 5
    targets: [] # default
`.trimStart(),
  );
});

test("the resolved document reads back to an equal value, and resolves to itself except for the marks", () => {
  const word = fc.stringMatching(/^[a-z]{3,8}$/);
  const anyText = fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => !/[\0\ufffd]/.test(text));
  const example = fc.record({
    about: anyText,
    region: fc.constantFrom("us-east-1", "ap-northeast-1"),
    demand: fc.array(
      fc.record({
        name: word,
        curve: fc.constantFrom("20/s", { kind: "daily", peak: "7/min" }),
        timeout: fc.constant("90ms"),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    services: fc.dictionary(word, fc.record({ task: fc.constant({ cpu: 0.5, memory: "1.5 GB" }) }), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  });
  fc.assert(
    fc.property(example, (written) => {
      const text = JSON.stringify(written);
      const again = resolved(text);
      expect(readGood(again)).toEqual(readGood(text));
      expect(decode(readResolved(again)!, exampleShape)).toEqual({ ok: true, value: readGood(text), warnings: [] });
      expect(resolved(again)).toBe(again.replaceAll(/ # default$/gm, ""));
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("decoding does not change what it reads", () => {
  const loaded = load(exampleText);
  const before = structuredClone(loaded);
  decode(loaded, exampleShape);
  expect(loaded).toEqual(before);
});

test("a resolved text that follows another has the values of what both say, and reads what it says otherwise", () => {
  const read = (text: string) => {
    const reading = decode(readResolved(resolved(text))!, exampleShape);
    return reading.ok ? reading.value : null;
  };
  const [first, second] = [exampleText, exampleText.replace("peak: 150/s", "peak: 151/s")].map(read);
  expect(second).toEqual(readGood(exampleText.replace("peak: 150/s", "peak: 151/s")));
  expect(second!.services).toBe(first!.services);
  expect(second!.demand).not.toEqual(first!.demand);
});

test.each([
  ["a key twice", "name: a\nname: b\n"],
  ["a part that is no YAML", "name: a\nservices: { web: [\n"],
  ["no keys", "- a\n- b\n"],
  ["nothing", ""],
])("a text with %s was not resolved, which the whole of it explains", (_, text) => {
  expect(readResolved(text)).toBeNull();
});
