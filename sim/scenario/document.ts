import { type Loaded, name, type Refusal, readDocument, type SourceFile } from "../../scenarios/language/index.js";
import type { MapNode, Node } from "../../scenarios/language/tree.js";
import type { PriceBook } from "../cost/price-book.js";

/** What a scenario is read with: how files are found, the shipped prices, and what the call asks for. */
export interface ReadingContext {
  load(path: string, from: string): SourceFile | Refusal;
  readonly prices: PriceBook;
  readonly variant?: string | undefined;
  readonly set?: readonly string[] | undefined;
  /** Read for real load: what the scenario has under `staging.fleet` is laid over it, under the settings. */
  readonly staging?: boolean | undefined;
}

const stagingFleet = ["staging", "fleet"];

/** A scenario's text with all that it extends, its variant, its staging fleet and the settings. */
export function openDocument(source: SourceFile, { load, variant, set, staging = false }: ReadingContext): Loaded {
  const overlay = { at: stagingFleet, isApplied: staging };
  const options = { load, implied: named, overlay, ...(variant && { variant }), ...(set && { set }) };
  const loaded = readDocument(source, options);
  return loaded.tree ? { ...loaded, tree: withWholeAmounts(loaded.tree) } : loaded;
}

/**
 * In a flow list a comma ends the item, so `[ cost perMonth <= $3,000 ]` has two: "cost perMonth <= $3" and 0. No
 * objective begins with three digits, so they are put together again.
 */
function withWholeAmounts(tree: MapNode): MapNode {
  const objectives = tree.entries.get("objectives");
  if (objectives?.value.kind !== "list") return tree;
  const items: Node[] = [];
  for (const item of objectives.value.items) {
    const rest = restOfAmount(items.at(-1), item);
    if (rest === null) items.push(item);
    else items.push({ kind: "scalar", at: items.at(-1)!.at, value: `${amountBefore(items.pop())},${rest}` });
  }
  return {
    ...tree,
    entries: new Map(tree.entries).set("objectives", { ...objectives, value: { ...objectives.value, items } }),
  };
}

/** The digits, and what follows them, that belong to the amount at the end of the item before; null where none do. */
function restOfAmount(before: Node | undefined, item: Node): string | null {
  if (amountBefore(before) === null || item.kind !== "scalar") return null;
  if (Number.isInteger(item.value))
    return (
      String(item.value)
        .padStart(3, "0")
        .match(/^\d{3}$/)?.[0] ?? null
    );
  return typeof item.value === "string" && /^\d{3}(?!\d)/.test(item.value) ? item.value : null;
}

/** The text of an item that ends in an amount such as $3 or $3,000; null for any other. */
function amountBefore(item: Node | undefined): string | null {
  const text = item?.kind === "scalar" && typeof item.value === "string" ? item.value : "";
  return /\$\d{1,3}(,\d{3})*$/.test(text) ? text : null;
}

/** A scenario is called as its file unless it says otherwise: two files never give results of one inherited name. */
function named(path: string): Readonly<Record<string, string>> {
  const file = path
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.ya?ml$/, "");
  const words = file.replace(/[^\w-]+/g, "-").replace(/^[^A-Za-z]+/, "");
  return { name: name().safeDecode(words).success ? words : "unnamed" };
}
