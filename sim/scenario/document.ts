import { type Loaded, name, type Refusal, readDocument, type SourceFile } from "../../scenarios/language/index.js";
import type { MapNode, Node, ScalarNode } from "../../scenarios/language/tree.js";
import type { PriceBook } from "../cost/price-book.js";

/** The context of reading a scenario: how files are found, the shipped prices, and the options of the call. */
export interface ReadingContext {
  load(path: string, from: string): SourceFile | Refusal;
  readonly prices: PriceBook;
  readonly variant?: string | undefined;
  /** Read only this day type of the calendar. */
  readonly day?: string | undefined;
  readonly set?: readonly string[] | undefined;
  /** Read for real load: what the scenario has under `staging.fleet` is laid over it, under the settings. */
  readonly staging?: boolean | undefined;
}

const anyName = name();
const stagingFleet = ["staging", "fleet"];

/** A scenario's text with all that it extends, its variant, its staging fleet and the settings. */
export function openDocument(source: SourceFile, { load, variant, set, staging = false }: ReadingContext): Loaded {
  const overlay = { at: stagingFleet, isApplied: staging };
  const options = { load, implied: named, overlay, ...(variant && { variant }), ...(set && { set }) };
  const loaded = readDocument(source, options);
  return loaded.tree ? { ...loaded, tree: withWholeAmounts(loaded.tree) } : loaded;
}

/**
 * In a flow list a comma ends the item, so `[ cost perMonth <= $3,000 ]` has two items: "cost perMonth <= $3" and 0. No
 * objective begins with three digits, so such an item is joined to the one before when it follows the comma directly.
 * Anything else after an amount stays an item of its own, which is no objective: `$3,00` is not $3,000.
 */
function withWholeAmounts(tree: MapNode): MapNode {
  const objectives = tree.entries.get("objectives");
  if (objectives?.value.kind !== "list") return tree;
  const items: Node[] = [];
  for (const item of objectives.value.items) {
    const whole = joinedAmount(items.at(-1), item);
    if (whole !== null) items.pop();
    items.push(whole ?? item);
  }
  if (items.length === objectives.value.items.length) return tree;
  return {
    ...tree,
    entries: new Map(tree.entries).set("objectives", { ...objectives, value: { ...objectives.value, items } }),
  };
}

/** Two items that are one amount such as $3,000 or $3,000.50, as one; null where they are not. */
function joinedAmount(before: Node | undefined, item: Node): ScalarNode | null {
  if (before?.kind !== "scalar" || item.kind !== "scalar" || !before.written || !item.written) return null;
  const { text, start } = before.written;
  const isRest = /\$\d{1,3}(,\d{3})*$/.test(text) && /^\d{3}(?!\d)/.test(item.written.text);
  if (!isRest || item.written.start !== start + text.length + 1) return null;
  const whole = `${text},${item.written.text}`;
  return { ...before, value: whole, written: { text: whole, start } };
}

/** A scenario is called as its file unless it says otherwise: two files never give results of one inherited name. */
function named(path: string): Readonly<Record<string, string>> {
  const file = path
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.ya?ml$/, "");
  const words = file.replace(/[^\w-]+/g, "-").replace(/^[^A-Za-z]+/, "");
  return { name: anyName.safeDecode(words).success ? words : "unnamed" };
}
