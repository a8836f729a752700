import { didYouMean } from "../../../scenarios/language/issues.js";
import { items } from "../../cost/items/index.js";
import { type ObservedDiscount, observedDiscount, type PriceBook, type PriceRow } from "../../cost/price-book.js";
import { WrongCall } from "../failures.js";

/** A row of the price book, and whether a bill may read it. */
export interface ShownPrice extends PriceRow {
  readonly isBilled: boolean;
}

/** What the price book has of a region. */
export interface ShownPrices {
  readonly region: string;
  readonly rows: readonly ShownPrice[];
  readonly spot: ObservedDiscount | null;
  /** What other regions have prices of and this one has not. */
  readonly absent: readonly string[];
}

/** Looks up a region in a price book. */
export function shownPrices(book: PriceBook, region: string): ShownPrices {
  if (!book.regions().includes(region)) throw new WrongCall([unknown(book, region)]);
  const rows = book.rowsOf(region).map((row) => ({ ...row, isBilled: isBilled(row) }));
  const here = new Set(rows.map(({ service, component }) => `${service} ${component}`));
  const absent = book.names().filter((name) => !here.has(name));
  return { region, rows, spot: observedDiscount(book, region), absent };
}

const isBilled = ({ service, component }: PriceRow) =>
  items.some((item) => item.service === service && item.component === component);

function unknown(book: PriceBook, region: string): string {
  const regions = book.regions();
  const hint = didYouMean(region, regions) ?? `there are ${regions.join(", ")}; a price file of your own adds others`;
  return `no prices for region ${region}: ${hint}`;
}
