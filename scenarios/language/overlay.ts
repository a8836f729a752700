import { posix } from "node:path";
import { didYouMean, formatPath, type Issue, type Path, type Place, show } from "./issues.js";
import {
  child,
  type Entry,
  find,
  isNamedList,
  type ListNode,
  type MapNode,
  type Node,
  nameOf,
  plain,
  without,
} from "./tree.js";

/**
 * Lays one tree over another; the upper one wins. Maps merge key by key, and null removes a key; a map over a list of
 * named things merges item by item. Anything else replaces what is below, as does a map of another `kind`.
 */
export function overlay(below: Node, above: Node, issues: Issue[], path: Path = []): Node {
  if (above.kind !== "map") return above;
  if (below.kind === "list" && isNamedList(below)) return overlayNamed(below, above, issues, path);
  return below.kind === "map" && !isOfOtherKind(below, above) ? overlayMap(below, above, issues, path) : above;
}

function overlayMap(below: MapNode, above: MapNode, issues: Issue[], path: Path): MapNode {
  const entries = new Map(below.entries);
  for (const [key, { keyAt, value }] of above.entries) {
    const under = below.entries.get(key)?.value;
    if (under === undefined) entries.set(key, { keyAt, value });
    else if (isNull(value)) entries.delete(key);
    else entries.set(key, { keyAt, value: overlay(under, value, issues, [...path, key]) });
  }
  return { kind: "map", at: above.at, entries };
}

function overlayNamed(below: ListNode, above: MapNode, issues: Issue[], path: Path): ListNode {
  for (const [name, entry] of above.entries) {
    if (itemNamed(below, name) < 0) issues.push(unknownName(below, name, entry.keyAt, path));
  }
  const items = below.items.flatMap((item, index) => {
    const over = above.entries.get(nameOf(item)!)?.value;
    if (over === undefined) return [item];
    return isNull(over) ? [] : [overlay(item, over, issues, [...path, index])];
  });
  return { ...below, items };
}

/** The index of the item with this name in a list of named things, or -1. */
export function itemNamed(list: ListNode, name: string): number {
  return list.items.findIndex((item) => nameOf(item) === name);
}

/** The issue that no item of a list has this name. */
export function unknownName(list: ListNode, name: string, at: Place, path: Path): Issue {
  const known = list.items.flatMap((item) => nameOf(item) ?? []);
  return {
    ...at,
    code: "unknown-name",
    severity: "error",
    path: formatPath(path),
    expected: known.length > 0 ? `one of the names ${known.join(", ")}` : "an index, since the items have no names",
    got: show(name),
    hint: didYouMean(name, known),
  };
}

function isOfOtherKind(below: MapNode, above: MapNode): boolean {
  const [under, over] = [child(below, "kind"), child(above, "kind")];
  return under?.kind === "scalar" && over?.kind === "scalar" && under.value !== over.value;
}

/** What has to be laid over one plain value to turn it into another; undefined when they are equal. */
export function difference(below: unknown, above: unknown): unknown {
  if (!isPlainMap(below) || !isPlainMap(above) || (below.kind !== above.kind && above.kind !== undefined))
    return JSON.stringify(below) === JSON.stringify(above) ? undefined : above;
  const keys = [...new Set([...Object.keys(below), ...Object.keys(above)])];
  const changed = keys.flatMap((key) => {
    const over = difference(below[key], above[key]);
    if (above[key] === undefined) return below[key] === undefined ? [] : [[key, null] as const];
    return over === undefined ? [] : [[key, over] as const];
  });
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

function isPlainMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value is null, which in an overlay removes what is below. */
export function isNull(node: Node): boolean {
  return node.kind === "scalar" && node.value === null;
}

/** An overlay that a document itself contains, at a path of keys. It is applied, or only removed. */
export interface InnerOverlay {
  readonly at: readonly string[];
  readonly isApplied: boolean;
}

/** Removes a document's inner overlay, and lays it over the document if it is to be applied. */
export function withInnerOverlay(
  tree: MapNode,
  { at, isApplied }: InnerOverlay,
  issues: Issue[],
): { readonly tree: MapNode; readonly hasOverlay: boolean } {
  const above = find(tree, at);
  if (above === undefined) return { tree, hasOverlay: false };
  const below = withoutPath(tree, at);
  if (above.kind === "map")
    return { tree: isApplied ? (overlay(below, above, issues) as MapNode) : below, hasOverlay: true };
  const problem = { code: "overlay", severity: "error", expected: "a map of what deviates" } as const;
  issues.push({ ...above.at, ...problem, path: formatPath(at), got: show(plain(above)) });
  return { tree: below, hasOverlay: false };
}

function withoutPath(map: MapNode, [key, ...below]: readonly string[]): MapNode {
  const entry = map.entries.get(key)!;
  if (below.length === 0 || entry.value.kind !== "map") return without(map, key);
  return { ...map, entries: new Map(map.entries).set(key, { ...entry, value: withoutPath(entry.value, below) }) };
}

const fileKey = "file";

/**
 * The same tree with every path under a key `file`, which is relative to the file `from`, made relative to the file
 * `to`.
 */
export function moveFilePaths(map: MapNode, from: string, to: string): MapNode {
  const [fromFolder, toFolder] = [posix.dirname(from), posix.dirname(to)];
  if (fromFolder === toFolder) return map;
  return inMap(map, (path) => (posix.isAbsolute(path) ? path : posix.relative(toFolder, posix.join(fromFolder, path))));
}

type Move = (path: string) => string;

function inMap(map: MapNode, move: Move): MapNode {
  const moved = [...map.entries].map(([key, { keyAt, value }]): [string, Entry] => [
    key,
    { keyAt, value: key === fileKey ? inFile(value, move) : inNode(value, move) },
  ]);
  return { ...map, entries: new Map(moved) };
}

function inNode(node: Node, move: Move): Node {
  if (node.kind === "map") return inMap(node, move);
  return node.kind === "list" ? { ...node, items: node.items.map((item) => inNode(item, move)) } : node;
}

function inFile(node: Node, move: Move): Node {
  return node.kind === "scalar" && typeof node.value === "string"
    ? { ...node, value: move(node.value) }
    : inNode(node, move);
}
