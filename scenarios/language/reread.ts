import { variantsKey } from "./language-keys.js";
import type { Loaded } from "./read.js";
import type { Entry, MapNode } from "./tree.js";
import { parseYaml } from "./yaml.js";

/** The parts of the text that was read last, by their own text: the next configuration of an experiment has nearly all of them. */
let lastRead: ReadonlyMap<string, Entry> = new Map();

/**
 * Reads a text that `resolve` wrote, but for its variants: every key at the top begins a part that is YAML by itself. Null where a
 * part is not, for which the whole text tells why. The places of its nodes are those in their part.
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
  return { file, tree, variants: [], hasOverlay: false, issues: [] };
}

/** The value of the only key of a text; undefined where it is not that. */
function entryOf(text: string, key: string): Entry | undefined {
  const { tree, issues } = parseYaml({ path: "scenario.yaml", text });
  return tree?.kind === "map" && tree.entries.size === 1 && issues.length === 0 ? tree.entries.get(key) : undefined;
}
