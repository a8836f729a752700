import { formatPath, type Issue, show } from "./issues.js";
import { overlay } from "./overlay.js";
import { find, type MapNode, plain, without } from "./tree.js";

/** An overlay that a document holds itself, under a path of keys; applied or only taken out. */
export interface InnerOverlay {
  readonly at: readonly string[];
  readonly isApplied: boolean;
}

/** The document without its inner overlay, which is laid over it where it is applied. */
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
