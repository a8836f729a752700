import { describe, expect, test } from "vitest";
import { commands } from "../sim/cli/commands/index.js";
import { arrows, folderOf } from "./tidy/arrows.js";
import {
  forbiddenImports,
  importCircles,
  impurities,
  longFunctions,
  missingModules,
  repeatedTypes,
  replacedNames,
  smallFiles,
  spreadBags,
  untyped,
} from "./tidy/rules.js";
import { parse, repositoryTexts, type SourceText } from "./tidy/source.js";
import { replacedWords } from "./tidy/words.js";

const texts = repositoryTexts();
const typescript = texts.filter(({ path }) => path.endsWith(".ts")).map(parse);
const ours = typescript.filter(({ path }) => folderOf(path) !== undefined);
const parallel = ["sim/experiments", "sim/library", "sim/cli", "harness", "reports", "bench"];
const deterministic = ours.filter(({ path }) => !parallel.includes(folderOf(path)!));
const readmes = texts.filter(({ path }) => path.endsWith("README.md"));
const lines = ({ text }: SourceText) => text.split("\n").length - 1;

/** The commands of a document's shell blocks; what a block shows of their output does not count. */
function shellLines(markdown: string): readonly string[] {
  const blocks = [...markdown.matchAll(/^```(sh|bash|shell|console)\n(.*?)^```/gms)];
  return blocks.flatMap(([, kind, block]) =>
    block.split("\n").filter((line) => (kind === "console" ? line.startsWith("$ ") : true)),
  );
}

/** Each line that matches, as a place. */
function places(pattern: RegExp, among: readonly SourceText[]): readonly string[] {
  return among
    .filter(({ path }) => !path.startsWith("test/tidy"))
    .flatMap(({ path, text }) =>
      text.split("\n").flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
    );
}

describe("architecture", () => {
  test("imports go only where the arrows point", () => {
    expect(ours.flatMap(forbiddenImports)).toEqual([]);
  });

  test("no files import each other in a circle, not even types", () => {
    expect(importCircles(ours)).toEqual([]);
  });

  test("a module that a process or thread is started from is there", () => {
    const paths = new Set(ours.map(({ path }) => path));
    expect(ours.flatMap((source) => missingModules(source, paths))).toEqual([]);
  });

  test("what decides a result knows no clock, no chance, no process, no file and no promise", () => {
    expect(deterministic.flatMap(impurities)).toEqual([]);
  });
});

describe("size", () => {
  test("a file is one idea of at most 600 lines", () => {
    expect(typescript.filter((source) => lines(source) > 600).map(({ path }) => path)).toEqual([]);
  });

  test("a file of fewer than 25 lines is an index, an entry of a list, or needed by three", () => {
    expect(smallFiles(ours, 25)).toEqual([]);
  });

  test("a function is at most 60 lines", () => {
    expect(ours.flatMap((source) => longFunctions(source, 60))).toEqual([]);
  });

  test("a folder's README is there and at most 30 lines, the first one at most 250", () => {
    const found = new Set(readmes.map(({ path }) => path));
    const folders = Object.keys(arrows).filter((folder) => ours.some(({ path }) => folderOf(path) === folder));
    expect(folders.filter((folder) => !found.has(`${folder}/README.md`))).toEqual([]);
    expect(readmes.filter((readme) => lines(readme) > (readme.path === "README.md" ? 250 : 30))).toEqual([]);
  });
});

describe("words", () => {
  test("a word that was replaced does not come back", () => {
    expect(ours.flatMap((source) => replacedNames(source, replacedWords))).toEqual([]);
  });

  test("a class or type has its name for itself within sim, harness and the other top folders", () => {
    expect(repeatedTypes(ours)).toEqual([]);
  });

  test("what a class takes is written out where it is made", () => {
    expect(ours.flatMap(spreadBags)).toEqual([]);
  });
});

describe("promises", () => {
  test("every file that docs/model.md names is there", () => {
    const { text } = texts.find(({ path }) => path === "docs/model.md")!;
    const known = new Set(texts.map(({ path }) => path));
    const named = [...text.matchAll(/\b(?:sim|work|workload|scenarios|harness|reports|test)\/[\w./-]*\w\/?/g)].map(
      ([path]) => path.replace(/^work\//, "sim/work/"),
    );
    const isThere = (path: string) =>
      known.has(path) || texts.some((each) => each.path.startsWith(`${path.replace(/\/$/, "")}/`));
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => !isThere(path))).toEqual([]);
  });

  test("every sim command that a README shows is one that exists", () => {
    const known = commands.map(({ name }) => name);
    const shown = readmes.flatMap(({ path, text }) =>
      shellLines(text).flatMap((line) => {
        const name = /(?:^|\s)(?:sim|fleetcast) (?:help )?([a-z]+)/.exec(line)?.[1];
        return name === undefined || known.includes(name) ? [] : [`${path}: ${line}`];
      }),
    );
    expect(shown).toEqual([]);
  });

  test("a scenario that a README runs is there", () => {
    const found = new Set(texts.map(({ path }) => path));
    const named = readmes.flatMap(({ text }) =>
      shellLines(text).flatMap((line) => line.match(/scenarios\/\S+\.yaml/g) ?? []),
    );
    expect(named.filter((path) => !found.has(path))).toEqual([]);
  });
});

describe("honesty", () => {
  test("no type is given up and no check is switched off", () => {
    expect(typescript.flatMap(untyped)).toEqual([]);
    expect(places(/@ts-(ignore|nocheck|expect-error)|biome-ignore-all/, typescript)).toEqual([]);
  });

  test("nothing is left for later", () => {
    expect(places(/\b(TODO|FIXME|XXX|HACK)\b/, texts)).toEqual([]);
  });

  test("no path of somebody's machine is written down", () => {
    expect(places(/(^|[\s"'`(=:])(\/(work|home|root|Users|tmp)\/|[A-Z]:\\)/, texts)).toEqual([]);
  });
});

describe("the rules themselves", () => {
  const snippet = (text: string, path = "sim/engine/snippet.ts") => parse({ path, text });

  test.each([
    ["import { a } from '../scenario/index.js';", forbiddenImports],
    ["import type { A } from '../cost/ledger.js';", forbiddenImports],
    ["export * from '../../workload/random.js';", forbiddenImports],
    ["const now = Date.now();", impurities],
    ["const now = new Date(0);", impurities],
    ["const at = Math.random;", impurities],
    ["setTimeout(() => {}, 1);", impurities],
    ["const home = process.env.HOME;", impurities],
    ["const later = async () => 1;", impurities],
    ["import { readFileSync } from 'node:fs';", impurities],
    ["let anything: any;", untyped],
  ])("refuse: %s", (text, rule) => {
    expect(rule(snippet(text))).toHaveLength(1);
  });

  test.each([
    ["// Date.now() and Math.random() in a comment", impurities],
    ["const words = 'await new Date(); process.env';", impurities],
    ["const own = { now: 1 }; own.now;", impurities],
    ["import { a } from './alarm-tree.js';", forbiddenImports],
    ["const many = 'any';", untyped],
  ])("allow: %s", (text, rule) => {
    expect(rule(snippet(text))).toEqual([]);
  });

  test("a type of the bill may be imported where its value may not", () => {
    expect(forbiddenImports(snippet("import type { Bill } from '../cost/bill.js';", "sim/outcome/a.ts"))).toEqual([]);
    expect(forbiddenImports(snippet("import { bill } from '../cost/bill.js';", "sim/outcome/a.ts"))).toHaveLength(1);
  });

  test("a function's lines are counted from its head to its last brace", () => {
    expect(longFunctions(snippet("function f() {\n\n\n}\nconst g = () => 1;"), 3)).toEqual([
      "sim/engine/snippet.ts:1 has a function of 4 lines",
    ]);
  });

  test("a small file is part of what needs it, unless a list, an index or three files need it", () => {
    const small = snippet("export const a = 1;", "sim/cpu/kinds/a.ts");
    const user = (name: string, text = "import { a } from './a.js';") => snippet(text, `sim/cpu/kinds/${name}.ts`);
    const judged = (...others: ReturnType<typeof snippet>[]) =>
      smallFiles([small, ...others], 25).filter((found) => found.startsWith(small.path));
    expect(judged(user("b"), user("c"))).toEqual([
      "sim/cpu/kinds/a.ts has 0 lines, for sim/cpu/kinds/b.ts and sim/cpu/kinds/c.ts",
    ]);
    expect(judged(user("b"), user("c"), user("d"))).toEqual([]);
    expect(judged(user("index"))).toEqual([]);
    expect(judged(user("index", "const a = () => import('./a.js');"))).toEqual([]);
    expect(judged(user("index", "export { a } from './a.js';"))).toHaveLength(1);
    expect(judged(user("index", "import type { a } from './a.js';"))).toHaveLength(1);
    expect(smallFiles([snippet("", "sim/cpu/index.ts"), snippet("", "sim/cpu/main.ts")], 25)).toEqual([]);
  });

  test.each(["new A({ ...parts })", "new A(b, { c, ...this.#context })", "new A({ ...common() })"])(
    "refuse: %s",
    (text) => {
      expect(spreadBags(snippet(`class S { #context; f() { ${text}; } }`))).toHaveLength(1);
    },
  );

  test.each(["new A({ b, c })", "f({ ...parts })", "new A({ ...(b && { b }) })", "new A([...b])"])(
    "allow: %s",
    (text) => {
      expect(spreadBags(snippet(`${text};`))).toEqual([]);
    },
  );

  test("a type's name is found again in another file of the same top folder, and nowhere else", () => {
    const one = snippet("export class A {}\nexport const b = 1;", "sim/cpu/a.ts");
    const other = snippet("export interface A {}\nexport const b = 2;", "sim/cost/a.ts");
    const elsewhere = snippet("export type A = 1;", "harness/a.ts");
    expect(repeatedTypes([one, other, elsewhere])).toEqual(["sim has A in sim/cpu/a.ts and sim/cost/a.ts"]);
    expect(repeatedTypes([one, elsewhere])).toEqual([]);
  });

  test("an exported word that was replaced is named with the one to say instead", () => {
    const words = new Map([["TaskOwner", "say Process"]]);
    expect(replacedNames(snippet("export interface TaskOwner {}"), words)).toEqual([
      "sim/engine/snippet.ts:1 says TaskOwner: say Process",
    ]);
    expect(replacedNames(snippet("export const a = 1, TaskOwner = 2;"), words)).toHaveLength(1);
    expect(replacedNames(snippet("class TaskOwner {}"), words)).toEqual([]);
  });

  test("a module that is started is looked up beside the file that starts it", () => {
    const starts = snippet('new URL("../cpu/main.js", import.meta.url)');
    expect(missingModules(starts, new Set(["sim/cpu/main.ts"]))).toEqual([]);
    expect(missingModules(starts, new Set(["sim/engine/main.ts"]))).toEqual([
      "sim/engine/snippet.ts starts sim/cpu/main.ts",
    ]);
  });

  test("a circle of imports is found, also one that a type closes", () => {
    const b = snippet("import { a } from './a.js';", "sim/engine/b.ts");
    const values = snippet("import { b } from './b.js';", "sim/engine/a.ts");
    const types = snippet("import type { B } from './b.js';", "sim/engine/a.ts");
    const circle = ["sim/engine/a.ts → sim/engine/b.ts → sim/engine/a.ts"];
    expect(importCircles([values, b])).toEqual(circle);
    expect(importCircles([types, b])).toEqual(circle);
    expect(importCircles([b])).toEqual([]);
  });
});
