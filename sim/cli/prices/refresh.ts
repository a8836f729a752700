import { existsSync, readFileSync, statSync } from "node:fs";
import { PriceBook, parsePriceBook } from "../../cost/price-book.js";
import { billedAs, type OfferIdentity, type OfferPrice, type Refresh, refresh } from "../../cost/price-offer.js";
import { shippedPrices } from "../../experiments/package-assets.js";
import { refuse, WrongCall } from "../failures.js";
import { readOffer } from "./offer-file.js";

/** An offer file and what it changes. */
export interface RefreshedOffer extends OfferIdentity, Refresh {
  readonly file: string;
}

/** Offer files, and a price file with their prices over what it had before. */
export interface Refreshed {
  readonly offers: readonly RefreshedOffer[];
  readonly own: PriceBook;
}

/** The rows of a price file, none without one. */
export function priceFileAt(path: string | undefined): PriceBook {
  if (path === undefined) return new PriceBook([]);
  if (!existsSync(path)) throw new WrongCall([`${path}: no such file`]);
  if (!statSync(path).isFile()) throw new WrongCall([`${path}: expected a file`]);
  const { book, problems } = parsePriceBook(readFileSync(path, "utf8"));
  refuse(problems.map(({ expected, got }) => `${path}: expected ${expected}, got ${got}`));
  return book;
}

/** Reads offer files one after the other; regions are those that have prices unless some are asked for. */
export async function refreshFrom(
  files: readonly string[],
  before: PriceBook,
  asked: readonly string[],
): Promise<Refreshed> {
  const offers: RefreshedOffer[] = [];
  let own = before;
  for (const file of files) {
    const { prices, ...identity } = await readOffer(file);
    const book = shippedPrices().overlaidBy(own);
    const regions = asked.length > 0 ? asked : book.regions();
    const { changes, notes } = refresh(book, identity, prices, regions);
    if (changes.length === 0) throw new WrongCall([`${file}: ${nothing(identity, prices, regions)}`, ...notes]);
    offers.push({ file, ...identity, changes, notes });
    own = own.overlaidBy(new PriceBook(changes.map(({ row }) => row)));
  }
  return { offers, own };
}

/** Why a file has no price that a bill could take, and what to do about it. */
function nothing({ code }: OfferIdentity, prices: readonly OfferPrice[], regions: readonly string[]): string {
  const elsewhere = [...new Set(prices.flatMap((price) => billedAs(price)?.region ?? []))].sort();
  return elsewhere.length === 0
    ? `${code} has no on-demand price of anything that a bill has`
    : `${code} has prices of ${elsewhere.join(", ")} only, and none of ${regions.join(", ")}: say --region`;
}
