import { type Loaded, name, type Refusal, readDocument, type SourceFile } from "../../scenarios/language/index.js";
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
  return readDocument(source, { load, implied: named, overlay, ...(variant && { variant }), ...(set && { set }) });
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
