import type { Path, Place } from "./issues.js";

/** A document in which every value knows where it was written, even after files were merged. Immutable. */
export type Node = ScalarNode | ListNode | MapNode;

export interface ScalarNode {
  readonly kind: "scalar";
  readonly at: Place;
  readonly value: string | number | boolean | null;
  /** The characters of an unquoted value and where they begin in the text. */
  readonly written?: { readonly text: string; readonly start: number };
}

export interface ListNode {
  readonly kind: "list";
  readonly at: Place;
  readonly items: readonly Node[];
}

export interface MapNode {
  readonly kind: "map";
  readonly at: Place;
  readonly entries: ReadonlyMap<string, Entry>;
}

/** A value of a map and where its key was written. */
export interface Entry {
  readonly keyAt: Place;
  readonly value: Node;
}

/** The value without its places. */
export function plain(node: Node): unknown {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "list":
      return node.items.map(plain);
    case "map":
      return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plain(value)]));
  }
}

/** The value one step further down, or undefined. */
export function child(node: Node, step: string | number): Node | undefined {
  if (node.kind === "map") return node.entries.get(String(step))?.value;
  return node.kind === "list" && typeof step === "number" ? node.items[step] : undefined;
}

/** The value at a path, or undefined. */
export function find(node: Node, path: Path): Node | undefined {
  return path.reduce<Node | undefined>((at, step) => at && child(at, step), node);
}

/**
 * Whether a document writes a value at a path. A plain spelling (`20/s`) stands for the whole map that it decodes to.
 */
export function isWritten(node: Node | undefined, path: Path): boolean {
  if (node === undefined || path.length === 0 || node.kind === "scalar") return node !== undefined;
  return isWritten(child(node, path[0]), path.slice(1));
}

/** The map without one of its keys. */
export function without(map: MapNode, key: string): MapNode {
  return { ...map, entries: new Map([...map.entries].filter(([other]) => other !== key)) };
}

/** Where the value at a path was written, or else its nearest ancestor. */
export function placeOf(node: Node, path: Path): Place {
  let at = node;
  for (const step of path) {
    const next = child(at, step);
    if (next === undefined) break;
    at = next;
  }
  return at.at;
}

/** Where the last key of a path was written; for an item of a list, where its value was. */
export function keyPlaceOf(node: Node, path: Path): Place {
  const parent = find(node, path.slice(0, -1));
  const entry = parent?.kind === "map" ? parent.entries.get(String(path.at(-1))) : undefined;
  return entry?.keyAt ?? placeOf(node, path);
}

/** The name of an item of a list of named things, or undefined. */
export function nameOf(item: Node): string | undefined {
  const name = child(item, "name");
  return name?.kind === "scalar" && typeof name.value === "string" ? name.value : undefined;
}

/** Whether every item of a list is a map with a name, so that items can be addressed by name. */
export function isNamedList(list: ListNode): boolean {
  return list.items.length > 0 && list.items.every((item) => nameOf(item) !== undefined);
}
