import { readFileSync } from "node:fs";
import { type PriceBook, parsePriceBook } from "../cost/price-book.js";
import { priceBookFile } from "./package-assets.js";

let book: PriceBook | null = null;

/** The price book that is shipped with the package, parsed once. */
export function shippedPrices(): PriceBook {
  book ??= parsePriceBook(readFileSync(priceBookFile, "utf8")).book;
  return book;
}
