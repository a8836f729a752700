import { describe, expect, test } from "vitest";
import { plain } from "../../scenarios/language/tree.js";
import { exampleText, linesOf, load, readGood } from "./example.js";

const base = exampleText;

describe("extends", () => {
  test("lays a file over its parent: maps merge, lists are replaced, null removes", () => {
    const files = { "base.yaml": base };
    const text = `
extends: base.yaml
demand: [ { name: only, curve: 1/s } ]
services: { web: { task: { cpu: 2 vCPU }, bounds: null } }
`;
    const value = readGood(text, { files });
    expect(value.name).toBe("night");
    expect(value.demand.map(({ name }) => name)).toEqual(["only"]);
    expect(value.services.web).toEqual({ task: { cpu: 2, memory: 2048 }, targets: [] });
  });

  test("replaces a map of another kind whole", () => {
    const value = readGood(base, { variant: "even" });
    expect(value.demand[0].curve).toEqual({ kind: "constant", rate: 5 });
  });

  test("keeps the file and line of every value", () => {
    const files = { "base.yaml": base.replace("min: 1", "min: one") };
    const text = "extends: base.yaml\nservices: { web: { task: { cpu: none } } }";
    expect(linesOf(text, { files })).toEqual([
      "base.yaml:11:20  services.web.bounds.min: expected a whole number, got 'one'",
      "main.yaml:2:33  services.web.task.cpu: expected vCPUs such as 1 vCPU, 0.5 vCPU or 1024 (CPU units), got 'none'",
    ]);
  });

  test("moves the paths of data files along, so that they mean the same file", () => {
    const files = { "shared/base.yaml": "a: { file: data/x.csv, rows: [{ file: ../y.csv }] }\nb: { file: 5 }" };
    const { tree } = load("extends: shared/base.yaml\nc: { file: z.csv }", { files });
    expect(plain(tree!)).toEqual({
      a: { file: "shared/data/x.csv", rows: [{ file: "y.csv" }] },
      b: { file: 5 },
      c: { file: "z.csv" },
    });
  });

  test("of a missing file, of itself, in a circle, and in a long chain is one line at the key", () => {
    expect(linesOf("extends: nowhere.yaml")).toEqual([
      "main.yaml:1:10  extends: expected a file that exists, got 'nowhere.yaml'",
    ]);
    const circle = { "a.yaml": "extends: b.yaml", "b.yaml": "extends: a.yaml" };
    expect(linesOf("extends: a.yaml", { files: circle })).toEqual([
      "b.yaml:1:10  extends: expected a file that does not extend this one in turn (main.yaml → a.yaml → b.yaml → a.yaml), got 'a.yaml'",
    ]);
    const chain = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [`${index}.yaml`, `extends: ${index + 1}.yaml`]),
    );
    expect(linesOf("extends: 0.yaml", { files: chain })).toEqual([
      "8.yaml:1:10  extends: expected a chain of at most 10 files, got '9.yaml'",
    ]);
    expect(linesOf("extends: [a]")).toEqual([
      "main.yaml:1:10  extends: expected a path or the name of a template, got a list",
    ]);
  });
});

describe("variants", () => {
  test("deviate in depth, items of a named list by their name", () => {
    expect(readGood(base, { variant: "calm" }).demand.map(({ curve }) => curve)).toEqual([
      { kind: "daily", peak: 20, peakHours: { from: 540, to: 1380 } },
      { kind: "constant", rate: 20 },
    ]);
  });

  test("are merged with those of the parent", () => {
    const setup = { files: { "base.yaml": base }, variant: "calm" };
    const text = "extends: base.yaml\nvariants: { calm: { demand: { pings: null } } }";
    expect(readGood(text, setup).demand).toEqual([
      expect.objectContaining({ name: "turns", curve: expect.objectContaining({ peak: 20 }) }),
    ]);
  });

  test("that do not exist are refused with the known names", () => {
    expect(linesOf(base, { variant: "clam" })).toEqual([
      "main.yaml:13:3  variants: expected one of the variants calm, even, got 'clam' (did you mean calm?)",
    ]);
    expect(linesOf(base.split("variants:")[0], { variant: "x" })).toEqual([
      "main.yaml:1:1  variants: expected no variant, since the file has none, got 'x'",
    ]);
  });

  test("that are not maps are refused at their place", () => {
    const text = base.split("variants:")[0];
    expect(linesOf(`${text}variants: [calm]`)).toEqual([
      "main.yaml:12:11  variants: expected a map of named deviations, got a list",
    ]);
    expect(linesOf(`${text}variants: { calm: 5 }`, { variant: "calm" })).toEqual([
      "main.yaml:12:19  variants.calm: expected a map of what deviates, got 5",
    ]);
  });

  test("that name no item of a list are refused with the known items", () => {
    const text = base.replace("calm: { demand: { turns", "calm: { demand: { trns");
    expect(linesOf(text, { variant: "calm" })).toEqual([
      "main.yaml:13:21  demand: expected one of the names turns, pings, got 'trns' (did you mean turns?)",
    ]);
  });
});

describe("an overlay that the document itself contains", () => {
  const overlay = (isApplied: boolean) => ({ overlay: { at: ["local", "fleet"], isApplied } });
  const text = `${base}local: { fleet: { region: ap-northeast-1, services: { web: { bounds: null } } } }\n`;
  const bare = text.replace("local: { ", "local: { other: 1, ");

  test("is laid over it when it is applied, over the variant and under the settings", () => {
    const setup = { ...overlay(true), variant: "calm", set: ["local=", "services.web.task.cpu=2"] };
    const { region, services, demand } = readGood(text, setup);
    expect(region).toBe("ap-northeast-1");
    expect(services.web).toEqual({ task: { cpu: 2, memory: 2048 }, targets: [] });
    expect(demand[0].curve).toMatchObject({ peak: 20 });
  });

  test("is removed when it is not applied, and leaves everything beside it", () => {
    const loaded = load(bare, overlay(false));
    expect(loaded.hasOverlay).toBe(true);
    expect(linesOf(bare, overlay(false))).toEqual([
      expect.stringContaining("local: expected one of the keys name, about, region"),
    ]);
    expect(plain(loaded.tree!)).toMatchObject({ region: "us-east-1", local: { other: 1 } });
    expect(load(base, overlay(false)).hasOverlay).toBe(false);
  });

  test("has its mistakes reported at their place, and must be a map", () => {
    const wrong = text.replace("bounds: null", "bonds: null, tusk: 1");
    expect(linesOf(wrong, { ...overlay(true), set: ["local="] })).toEqual([
      expect.stringMatching(
        /^main\.yaml:15:\d+ {2}services\.web\.bonds: expected .*, got 'bonds' \(did you mean bounds\?\)$/,
      ),
      expect.stringMatching(/^main\.yaml:15:\d+ {2}services\.web\.tusk: .*\(did you mean task\?\)$/),
    ]);
    expect(linesOf(`${base}local: { fleet: [5] }\n`, { ...overlay(true), set: ["local="] })).toEqual([
      "main.yaml:15:17  local.fleet: expected a map of what deviates, got a list of 1",
    ]);
  });
});

describe("settings", () => {
  test("reach every value by key, index or name, and add what the shape allows", () => {
    const set = [
      "demand.turns.curve.peak=99/s",
      "demand.1.curve={ kind: daily, peak: 5/s }",
      "services.web.targets[0]=60 %",
      "services.web.bounds=",
      "services.api.task={ cpu: 512, memory: 1024 }",
      "demand[2]={ name: new, curve: 1/s }",
    ];
    const { demand, services } = readGood(base, { set });
    expect(demand.map(({ curve }) => ("peak" in curve ? curve.peak : curve.rate))).toEqual([99, 5, 1]);
    expect(services).toEqual({
      web: { task: { cpu: 1, memory: 2048 }, targets: [0.6] },
      api: { task: { cpu: 0.5, memory: 1024 }, targets: [] },
    });
  });

  test("a new name in a setting that is similar to another counts as misspelt if what it makes is refused, and as new otherwise", () => {
    expect(linesOf(base, { set: ["services.wbe.task.cpu=1"] })[0]).toBe(
      "--set services.wbe.task.cpu=1  services: expected one of the names web, got 'wbe' (did you mean web?)",
    );
    expect(
      readGood(base, { set: ["services.wbe.task.cpu=512", "services.wbe.task.memory=1024"] }).services,
    ).toHaveProperty("wbe.task.cpu", 0.5);
  });

  test.each([
    ["services.web", "path=value, such as services.web.desired=5"],
    ["=5", "path=value"],
    ["a..b[=5", "path=value"],
    ["__proto__.polluted=5", "path=value"],
    ["demand.trns.timeout=5s", "demand: expected one of the names turns, pings, got 'trns' (did you mean turns?)"],
    ["demand.7.timeout=5s", "demand: expected an index from 0 to 2, got [7]"],
    ["demand[7].timeout=5s", "demand: expected an index from 0 to 2, got [7]"],
    ["services[0]=5", "services: expected a key, since this is no list, got [0]"],
    ["services.web.task.cpu=many", "services.web.task.cpu: expected vCPUs"],
    [
      "services.web.tsk.cpu=1",
      "services.web.tsk: expected one of the keys task, bounds, targets, got 'tsk' (did you mean task?)",
    ],
    ["name={", "expected valid YAML"],
  ])("that are wrong are named: %s", (setting, message) => {
    const [line, ...others] = linesOf(base, { set: [setting] });
    expect(line).toContain(`--set ${setting}  `);
    expect(line).toContain(message);
    expect(others).toEqual([]);
  });
});

describe("what is not a scenario is refused in one line", () => {
  const laughs = Array.from({ length: 9 }, (_, level) => {
    const items =
      level === 0
        ? "lol"
        : Array(9)
            .fill(`*l${level - 1}`)
            .join(", ");
    return `l${level}: &l${level} [${items}]`;
  }).join("\n");

  test.each([
    ["an empty text", "", "a YAML document, got nothing"],
    ["a comment", "# nothing\n", "a YAML document, got nothing"],
    ["a list", "[1, 2]", "a map of keys at the top, got a list"],
    ["a scalar", "hello", "a map of keys at the top, got a scalar"],
    ["two documents", "a: 1\n---\nb: 2\n", "main.yaml:2:1  expected one YAML document, got a second one"],
    ["NUL bytes", "a: \0", "a text in UTF-8, got binary content"],
    ["broken UTF-8", "a: \ufffd", "a text in UTF-8, got binary content"],
    ["two megabytes", "a".repeat(2 << 20), "a file of at most 1 MB, got one of 2.0 MB"],
    ["deep nesting", `a: ${"[".repeat(50)}${"]".repeat(50)}`, "at most 40 levels of nesting, got more"],
    ["bottomless nesting", "[".repeat(50_000), "at most 40 levels of nesting, got more"],
    ["a billion laughs", laughs, "at most 100000 values with every alias unfolded, got more"],
    ["an alias of itself", "a: &a [*a]", "the name of an anchor that stands before, got '*a'"],
    ["a tab", "a:\n\tb: 1", "main.yaml:2:1  expected valid YAML, got Tabs are not allowed as indentation"],
    ["an unknown tag", "a: !secret b", "expected valid YAML, got Unresolved tag: !secret"],
  ])("%s", (_, text, message) => {
    const [line] = linesOf(text);
    expect(line).toContain(message);
  });

  test("a key that occurs twice is reported with both lines, beside the other problems", () => {
    expect(linesOf(`${base}name: day\nregion: nowhere\n`)).toEqual([
      "main.yaml:15:1  name: expected a key only once, got 'name' again (the first is in line 1)",
      "main.yaml:16:1  region: expected a key only once, got 'region' again (the first is in line 2)",
    ]);
  });
});

test("aliases and merge keys are expanded, and a map's own key wins over a merged one", () => {
  const text = base.replace(
    "web:\n    task: { cpu: 1 vCPU",
    "api: &api\n    task: &task { cpu: 4 vCPU, memory: 8 GB }\n  web:\n    <<: *api\n    task: { <<: [*task], cpu: 1 vCPU",
  );
  expect(readGood(text).services.web.task).toEqual({ cpu: 1, memory: 2048 });
  expect(readGood(text.replace(", memory: 2 GB", "")).services.web.task).toEqual({ cpu: 1, memory: 8192 });
});
