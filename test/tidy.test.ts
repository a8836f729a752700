import { describe, expect, test } from "vitest";
import { commands } from "../sim/cli/commands/index.js";
import { arrows, folderOf } from "./tidy/arrows.js";
import { forbiddenImports, importCircles, impurities, longFunctions, untyped } from "./tidy/rules.js";
import { parse, repositoryTexts, type SourceText } from "./tidy/source.js";

const texts = repositoryTexts();
const typescript = texts.filter(({ path }) => path.endsWith(".ts")).map(parse);
const ours = typescript.filter(({ path }) => folderOf(path) !== undefined);
const parallel = ["sim/experiments", "sim/cli", "harness", "reports", "bench"];
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

  test("no files need each other's values in a circle", () => {
    expect(importCircles(ours)).toEqual([]);
  });

  test("what decides a result knows no clock, no chance, no process, no file and no promise", () => {
    expect(deterministic.flatMap(impurities)).toEqual([]);
  });
});

describe("size", () => {
  test("a file is one idea of at most 600 lines", () => {
    expect(typescript.filter((source) => lines(source) > 600).map(({ path }) => path)).toEqual([]);
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

describe("promises", () => {
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

  test("a circle of values is found, a circle closed by a type is none", () => {
    const b = snippet("import { a } from './a.js';", "sim/engine/b.ts");
    const values = snippet("import { b } from './b.js';", "sim/engine/a.ts");
    const types = snippet("import type { B } from './b.js';", "sim/engine/a.ts");
    expect(importCircles([values, b])).toEqual(["sim/engine/a.ts → sim/engine/b.ts → sim/engine/a.ts"]);
    expect(importCircles([types, b])).toEqual([]);
  });
});
