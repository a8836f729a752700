import { basename, dirname, join } from "node:path/posix";
import { arrows, folderOf, typeArrows } from "./arrows.js";
import type { Source, SyntaxNode } from "./source.js";

const functions = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);
const types = new Set(["ClassDeclaration", "TSInterfaceDeclaration", "TSTypeAliasDeclaration"]);
const timers = new Set(["setTimeout", "setInterval", "setImmediate", "queueMicrotask"]);
const pureModules = new Set(["node:assert", "node:path"]);
const clocks = new Set(["Date.now", "performance.now", "Math.random", "Temporal.Now"]);

/** Imports that go against the arrows. */
export function forbiddenImports({ path, imports }: Source): readonly string[] {
  const folder = folderOf(path);
  if (folder === undefined) return [];
  return imports.flatMap(({ from, typeOnly, line }) => {
    const target = folderOf(from);
    const allowed = [folder, ...arrows[folder], ...(typeOnly ? (typeArrows[folder] ?? []) : [])];
    return target === undefined || allowed.includes(target) ? [] : [`${path}:${line} imports ${from}`];
  });
}

/** What would make a run depend on anything but its scenario and seed. */
export function impurities(source: Source): readonly string[] {
  const foreign = source.imports
    .filter(({ from }) => from.startsWith("node:") && !pureModules.has(from))
    .map(({ from, line }) => `${source.path}:${line} imports ${from}`);
  const calls = source.nodes.flatMap((node) => {
    const what = impurity(node);
    return what === null ? [] : [`${source.path}:${source.lineOf(node.start)} uses ${what}`];
  });
  return [...foreign, ...calls];
}

function impurity(node: SyntaxNode): string | null {
  if (node.type === "AwaitExpression") return "await";
  if (functions.has(node.type) && node.async === true) return "async";
  if (node.type === "NewExpression" && name(node.callee) === "Date") return "new Date";
  if (node.type === "CallExpression" && timers.has(name(node.callee))) return name(node.callee);
  if (node.type !== "MemberExpression") return null;
  const dotted = `${name(node.object)}.${name(node.property)}`;
  return clocks.has(dotted) || dotted.startsWith("process.") ? dotted : null;
}

function name(node: unknown): string {
  return (node as SyntaxNode | null)?.type === "Identifier" ? String((node as SyntaxNode).name) : "";
}

/** Functions that do not fit a screen. */
export function longFunctions({ path, nodes, lineOf }: Source, most: number): readonly string[] {
  return nodes
    .filter(({ type }) => functions.has(type))
    .map(({ start, end }) => ({ from: lineOf(start), lines: lineOf(end) - lineOf(start) + 1 }))
    .filter(({ lines }) => lines > most)
    .map(({ from, lines }) => `${path}:${from} has a function of ${lines} lines`);
}

/**
 * Files of fewer lines than `least` that are part of another file's idea. A small file may stand for itself where it is an
 * index, where it starts a process or a thread (`main.ts`), describes a package (`.d.ts`), is an entry of the list in its
 * folder's index, or where three files need it.
 */
export function smallFiles(sources: readonly Source[], least: number): readonly string[] {
  const importers = new Map<string, Set<string>>();
  const listed = new Set<string>();
  for (const { path, imports } of sources) {
    for (const { from, typeOnly, isPassedOn } of imports) {
      importers.set(from, (importers.get(from) ?? new Set()).add(path));
      const isEntry = path === `${dirname(from)}/index.ts` && !typeOnly && !isPassedOn;
      if (isEntry) listed.add(from);
    }
  }
  return sources.flatMap(({ path, text }) => {
    const lines = text.split("\n").length - 1;
    const users = [...(importers.get(path) ?? [])];
    if (lines >= least || /^(index|main)\.ts$|\.d\.ts$/.test(basename(path))) return [];
    return listed.has(path) || users.length >= 3 ? [] : [`${path} has ${lines} lines, for ${users.join(" and ")}`];
  });
}

/** Calls of constructors that are given a whole bag of arguments: nobody sees what such a class really takes. */
export function spreadBags({ path, text, nodes, lineOf }: Source): readonly string[] {
  const bags = new Set(["Identifier", "MemberExpression", "CallExpression"]);
  return nodes
    .filter(({ type }) => type === "NewExpression")
    .flatMap((node) => node.arguments as readonly SyntaxNode[])
    .filter(({ type }) => type === "ObjectExpression")
    .flatMap((object) => object.properties as readonly SyntaxNode[])
    .filter(({ type, argument }) => type === "SpreadElement" && bags.has((argument as SyntaxNode).type))
    .map(({ start, end }) => `${path}:${lineOf(start)} spreads ${text.slice(start, end)}`);
}

/** What a file exports that `forbidden` has a better word for. */
export function replacedNames(source: Source, forbidden: ReadonlyMap<string, string>): readonly string[] {
  return exportedNames(source).flatMap(({ name, line }) => {
    const better = forbidden.get(name);
    return better === undefined ? [] : [`${source.path}:${line} says ${name}: ${better}`];
  });
}

/** Classes, interfaces and types that two files of one top folder export under the same name: one word for two ideas. */
export function repeatedTypes(sources: readonly Source[]): readonly string[] {
  const declaring = new Map<string, Set<string>>();
  for (const { path, nodes } of sources) {
    for (const { type, declaration } of nodes) {
      const declared = declaration as SyntaxNode | null | undefined;
      if (type !== "ExportNamedDeclaration" || !types.has(declared?.type ?? "")) continue;
      const key = `${path.split("/")[0]} has ${name(declared!.id)}`;
      declaring.set(key, (declaring.get(key) ?? new Set()).add(path));
    }
  }
  return [...declaring]
    .filter(([, paths]) => paths.size > 1)
    .map(([key, paths]) => `${key} in ${[...paths].join(" and ")}`);
}

/** What a file itself declares and exports, by name. */
export function exportedNames({ nodes, lineOf }: Source): readonly { readonly name: string; readonly line: number }[] {
  return nodes
    .filter(({ type, declaration }) => type === "ExportNamedDeclaration" && declaration)
    .flatMap(({ declaration, start }) => {
      const { id, declarations = [{ id }] } = declaration as SyntaxNode & {
        id?: unknown;
        declarations?: { id: unknown }[];
      };
      return declarations.map((each) => ({ name: name(each.id), line: lineOf(start) }));
    });
}

/** Modules that a process or thread is started from (`new URL("./main.js", import.meta.url)`) and that are not there. */
export function missingModules({ path, text }: Source, paths: ReadonlySet<string>): readonly string[] {
  return [...text.matchAll(/new URL\("([^"]+)\.js", import\.meta\.url\)/g)]
    .map(([, module]) => `${join(dirname(path), module)}.ts`)
    .filter((module) => !paths.has(module))
    .map((module) => `${path} starts ${module}`);
}

/** Places where a type is given up. */
export function untyped({ path, nodes, lineOf }: Source): readonly string[] {
  return nodes.filter(({ type }) => type === "TSAnyKeyword").map(({ start }) => `${path}:${lineOf(start)} says any`);
}

/** Circles of files that import each other, types included. */
export function importCircles(sources: readonly Source[]): readonly string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]) => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
    if (done.has(path) || trail.includes(path)) return;
    for (const { from } of byPath.get(path)?.imports ?? []) if (byPath.has(from)) visit(from, [...trail, path]);
    done.add(path);
  };
  for (const { path } of sources) visit(path, []);
  return circles;
}
