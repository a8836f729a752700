import type { OfferIdentity, OfferPrice } from "../../cost/price-offer.js";

/** An offer file: what it says of itself, and the prices in it that a bill may have. */
export interface Offer extends OfferIdentity {
  readonly prices: readonly OfferPrice[];
}

/** The file is none of AWS's price list, or not a whole one. */
export class NotAnOffer extends Error {
  constructor(readonly got: string) {
    super(got);
  }
}

/** A number of the list, which spells no upper bound as Inf. */
export function priceNumber(text: string, what: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new NotAnOffer(`'${text.slice(0, 40)}' as ${what}`);
}

/** Refuses what does not say which list it is and when it was published. */
export function identified(offer: Offer): Offer {
  if (offer.code === "") throw new NotAnOffer("one without an offer code");
  if (!/^\d{4}-\d{2}-\d{2}T/.test(offer.publishedAt)) throw new NotAnOffer("one without a publication date");
  return offer;
}

/** The only currency that bills are in. */
export function refuseCurrency(currency: string): never {
  throw new NotAnOffer(`prices in ${currency.slice(0, 10)}: bills are in USD`);
}
