import { describe, expect, test } from "vitest";
import type { Rule } from "../../scenarios/language/index.js";
import { type Example, exampleText, linesOf, readGood } from "./example.js";

test("a good document becomes a value in plain numbers", () => {
  expect(readGood(exampleText)).toEqual({
    name: "night",
    region: "us-east-1",
    demand: [
      {
        name: "turns",
        curve: { kind: "daily", peak: 150, peakHours: { from: 540, to: 1380 } },
        timeout: 30_000_000,
      },
      { name: "pings", curve: { kind: "constant", rate: 20 }, timeout: 30_000_000 },
    ],
    services: { web: { task: { cpu: 1, memory: 2048 }, bounds: { min: 1, maxCapacity: 5 }, targets: [] } },
  });
});

test("a document with ten mistakes gets ten lines, in the order of the file", () => {
  const text = `
name: 9 lives
regoin: us-east-1
demand:
  - name: turns
    curve: { kind: dayly, peak: 150/s }
  - curve: 20
    timeout: soon
services:
  web:
    task: { cpu: 64, memory: [] }
    bounds: { min: -1, maxCapcity: 5 }
    targets: 60 %
`.trimStart();
  expect(linesOf(text)).toEqual([
    "main.yaml:1:7  name: expected a name of letters, digits, - and _ that begins with a letter, got '9 lives'",
    "main.yaml:2:1  regoin: expected one of the keys name, about, region, demand, services, extends, variants, got 'regoin' (did you mean region?)",
    "main.yaml:5:20  demand[0].curve.kind: expected one of constant, daily, got 'dayly' (did you mean daily?)",
    "main.yaml:6:5  demand[1].name: expected a name of letters, digits, - and _ that begins with a letter, got nothing",
    "main.yaml:6:12  demand[1].curve: expected a rate such as 150/s, 200/min or 12/h, or a map whose kind is one of constant, daily, got 20 (add the unit: 20/s, 20/min, 20/h, 20/d)",
    "main.yaml:7:14  demand[1].timeout: expected a duration such as 100ms, 2m or 10h, got 'soon'",
    "main.yaml:10:18  services.web.task.cpu: expected vCPUs such as 1 vCPU, 0.5 vCPU or 1024 (CPU units), got 64 (write 64 vCPU, or 0.0625 vCPU for 64 CPU units)",
    "main.yaml:10:30  services.web.task.memory: expected a memory size such as 2 GB, 512 MiB or 2048 (MiB), got a list of 0",
    "main.yaml:11:20  services.web.bounds.min: expected a whole number, got -1 (at least 0)",
    "main.yaml:11:24  services.web.bounds.maxCapcity: expected one of the keys min, maxCapacity, got 'maxCapcity' (did you mean maxCapacity?)",
    "main.yaml:12:14  services.web.targets: expected a list, got '60 %' (a list is written in brackets: [ 60 % ])",
  ]);
});

describe("one mistake", () => {
  const good = { region: "region: us-east-1", demand: "demand: [{ name: a, curve: 1/s }]", services: "services: {}" };
  const lines = (over: Partial<typeof good>) => linesOf(Object.values({ ...good, ...over }).join("\n"));

  test.each([
    [
      { region: "region: us-east1" },
      "region: expected one of us-east-1, ap-northeast-1, got 'us-east1' (did you mean us-east-1?)",
    ],
    [{ region: "region:" }, "region: expected one of us-east-1, ap-northeast-1, got nothing"],
    [{ region: "" }, "main.yaml:2:1  region: expected one of us-east-1, ap-northeast-1, got nothing"],
    [{ demand: "demand: []" }, "demand: expected a list of at least 1, got a list of 0"],
    [
      { demand: "demand: [{ name: a, curve: {} }]" },
      "demand[0].curve.kind: expected one of constant, daily, got nothing",
    ],
    [
      { demand: "demand: [{ name: a, curve: { kind: constant, rate: 1/s, rte: 2 } }]" },
      "rte: expected one of the keys kind, rate, got 'rte'",
    ],
    [
      { services: "services: { 'a b': {} }" },
      "services.a b: expected a name of letters, digits, - and _ that begins with a letter, got 'a b'",
    ],
    [{ services: "services: []" }, "services: expected a map, got a list of 0"],
    [{ services: "services: {}\n__proto__: { a: 1 }" }, "expected a key that is a word, got '__proto__'"],
    [{ services: "services: { constructor: 1 }" }, "expected a key that is a word, got 'constructor'"],
    [{ services: "services: {}\n? [a]\n: 1" }, "expected a key that is a word, got a collection"],
  ])("%j", (over, line) => {
    const [first, ...others] = lines(over);
    expect(first).toContain(line);
    expect(others.filter((other) => !other.includes("services.a b"))).toEqual([]);
  });

  test("is shown in one line whatever the text contains", () => {
    expect(lines({ region: 'region: "a\\nb\\e[31m"' })[0]).toContain("got 'a\\nb\\u001b[31m'");
  });
});

describe("rules", () => {
  const minBelowMax: Rule<Example> = {
    code: "bounds",
    check: ({ services }, report) => {
      for (const [name, { bounds }] of Object.entries(services)) {
        if (!bounds || bounds.min <= bounds.maxCapacity) continue;
        const problem = {
          severity: "error",
          expected: `at most ${bounds.maxCapacity}`,
          got: String(bounds.min),
        } as const;
        report(["services", name, "bounds", "min"], problem);
      }
    },
  };
  const shortTimeout: Rule<Example> = {
    code: "short-timeout",
    check: ({ demand }, report) => {
      for (const [index, { timeout }] of demand.entries()) {
        if (timeout > 1_000_000) continue;
        report(["demand", index, "timeout"], { severity: "warning", expected: "over 1s", got: "less" });
      }
    },
  };

  test("report at the place of the value they name", () => {
    const text = exampleText.replace("min: 1", "min: 9");
    expect(linesOf(text, {}, [minBelowMax])).toEqual([
      "main.yaml:11:20  services.web.bounds.min: expected at most 5, got 9",
    ]);
  });

  test("report at the nearest ancestor of a default", () => {
    const always: Rule<Example> = {
      code: "always",
      check: (_, report) => report(["demand", 1, "timeout"], { severity: "warning", expected: "more", got: "30s" }),
    };
    expect(linesOf(exampleText, {}, [always])).toEqual([
      "main.yaml:6:5  warning: demand[1].timeout: expected more, got 30s",
    ]);
  });

  test("leave the value in place when they only warn", () => {
    const text = exampleText.replace("curve: 20/s", "curve: 20/s\n    timeout: 1s");
    expect(readGood(text).demand[1].timeout).toBe(1_000_000);
    expect(linesOf(text, {}, [shortTimeout])).toEqual([
      "main.yaml:8:14  warning: demand[1].timeout: expected over 1s, got less",
    ]);
  });
});

describe("a document with refused parts", () => {
  const distinctNames: Rule<Example> = {
    code: "distinct-names",
    check({ demand }, report) {
      for (const [index, { name }] of demand.entries()) {
        if (index > 0 && name === demand[index - 1].name)
          report(["demand", index, "name"], { severity: "error", expected: "a name of its own", got: name });
      }
    },
  };
  const twice = exampleText.replace("name: pings", "name: turns");

  test("still has its other parts checked by the rules", () => {
    const text = twice.replace("cpu: 1 vCPU", "cpu: much").replace("20/s", "often");
    expect(linesOf(text, {}, [distinctNames]).map((line) => line.split(": ")[0])).toEqual([
      "main.yaml:6:11  demand[1].name",
      "main.yaml:7:12  demand[1].curve",
      "main.yaml:10:18  services.web.task.cpu",
    ]);
  });

  test.each([
    ["refused", twice.replace("- name: turns", "- name: 9")],
    ["missing", twice.replace("- name: turns\n    curve", "- curve")],
    ["misspelt", twice.replace("- name: turns", "- nmae: turns")],
    ["of another sort altogether", "demand: none"],
  ])("has no complaint by a rule about what is %s", (_what, text) => {
    const saysOfRefused: Rule<Example> = {
      code: "any-name",
      check({ demand: [{ name }] }, report) {
        report(["demand", 0, "name"], { severity: "error", expected: "another name", got: name });
      },
    };
    expect(linesOf(text, {}, [saysOfRefused]).join("\n")).not.toContain("another name");
  });

  test("does not hide a bug in a rule", () => {
    const broken: Rule<Example> = {
      code: "broken",
      check() {
        throw new TypeError("our bug");
      },
    };
    expect(() => linesOf("seed: 1", {}, [broken])).toThrow("our bug");
  });
});
