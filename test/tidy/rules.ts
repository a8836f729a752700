import { arrows, folderOf, typeArrows } from "./arrows.js";
import type { Source, SyntaxNode } from "./source.js";

const functions = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);
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

/** Places where a type is given up. */
export function untyped({ path, nodes, lineOf }: Source): readonly string[] {
  return nodes.filter(({ type }) => type === "TSAnyKeyword").map(({ start }) => `${path}:${lineOf(start)} says any`);
}

/** Circles of files that need each other's values; types may go round. */
export function importCircles(sources: readonly Source[]): readonly string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]) => {
    if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
    if (done.has(path) || trail.includes(path)) return;
    const needed = byPath.get(path)?.imports.filter(({ typeOnly }) => !typeOnly) ?? [];
    for (const { from } of needed) if (byPath.has(from)) visit(from, [...trail, path]);
    done.add(path);
  };
  for (const { path } of sources) visit(path, []);
  return circles;
}
