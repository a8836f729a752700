import { variantsKey } from "./language-keys.js";
import type { Loaded } from "./read.js";
import type { Entry, MapNode } from "./tree.js";
import { parseYaml } from "./yaml.js";

/** The parts of the text that was read last, by their text: the next configuration of an experiment has nearly all of them. */
let lastRead: ReadonlyMap<string, Entry> = new Map();

/**
 * Reads a text that `resolve` wrote, without its variants, part by part: each key at the top and its value are YAML by
 * themselves. Null where a part is not sound; reading the whole text then tells why. Places of nodes are relative to
 * their part.
 */
export function readResolved(text: string): Loaded | null {
  const parts = new Map<string, Entry>();
  const entries = new Map<string, Entry>();
  for (const part of text.split(/^(?=[^\s#])/m)) {
    const key = /^[^\s:]+/.exec(part)?.[0];
    if (key === undefined || entries.has(key)) return null;
    if (key === variantsKey) continue;
    const entry = lastRead.get(part) ?? entryOf(part, key);
    if (entry === undefined) return null;
    parts.set(part, entry);
    entries.set(key, entry);
  }
  lastRead = parts;
  const file = "scenario.yaml";
  const tree: MapNode = { kind: "map", at: { file, line: 1, column: 1 }, entries };
  return { file, tree, variants: [], hasOverlay: false, issues: [], made: [] };
}

/** The value of the only key of a text; undefined where it does not have exactly this one. */
function entryOf(text: string, key: string): Entry | undefined {
  const { tree, issues } = parseYaml({ path: "scenario.yaml", text });
  return tree?.kind === "map" && tree.entries.size === 1 && issues.length === 0 ? tree.entries.get(key) : undefined;
}
