import { JSONParser, type ParsedElementInfo } from "@streamparser/json";
import { z } from "zod";
import { billedAs, type OfferPrice, type OfferProduct } from "../../cost/price-offer.js";
import { identified, NotAnOffer, type Offer, priceNumber, refuseCurrency } from "./offer.js";

/**
 * Reads an offer in JSON: `products` by SKU, then `terms` by kind and SKU. What follows the on-demand terms is not read:
 * reserved ones are the larger part of EC2's file.
 */
export async function readJsonOffer(chunks: AsyncIterable<Uint8Array>): Promise<Offer> {
  const reading = new Reading();
  const parser = new JSONParser({ paths, keepStack: false });
  parser.onValue = (found) => reading.take(found);
  for await (const chunk of chunks) {
    parse(() => parser.write(chunk));
    if (reading.isPastOnDemand) return reading.offer();
  }
  if (!parser.isEnded) throw new NotAnOffer("one that ends early: download it again");
  return reading.offer();
}

const paths = [
  ...["$.offerCode", "$.version", "$.publicationDate"],
  ...["$.products.*", "$.terms.OnDemand.*", "$.terms.Reserved.*"],
];

function parse(write: () => void): void {
  try {
    write();
  } catch (error) {
    if (error instanceof NotAnOffer) throw error;
    throw new NotAnOffer(`JSON that cannot be read (${error instanceof Error ? error.message : error})`);
  }
}

const productShape = z.object({
  attributes: z.object({
    servicecode: z.string().default(""),
    usagetype: z.string().default(""),
    operation: z.string().default(""),
    regionCode: z.string().optional(),
    /** Transfers have this field in place of the region. */
    fromRegionCode: z.string().default(""),
  }),
});

const rateShape = z.object({
  rateCode: z.string(),
  unit: z.string(),
  beginRange: z.string().default("0"),
  pricePerUnit: z.record(z.string(), z.string()),
});

const termsShape = z.record(z.string(), z.object({ priceDimensions: z.record(z.string(), rateShape) }));

/** State of reading an offer. */
class Reading {
  isPastOnDemand = false;
  #hasProducts = false;
  #hasOnDemand = false;
  readonly #texts = new Map<string, string>();
  readonly #billed = new Map<string, OfferProduct>();
  readonly #prices: OfferPrice[] = [];

  take({ stack, key, value }: ParsedElementInfo): void {
    const name = String(key);
    const kind = stack.at(-1)?.key;
    if (stack.length === 1 && typeof value === "string") this.#texts.set(name, value);
    else if (stack.length === 2 && kind === "products") this.#product(name, value);
    else if (stack.length === 3 && kind === "OnDemand") this.#terms(name, value);
    else if (stack.length === 3) this.isPastOnDemand = this.#hasOnDemand;
  }

  offer(): Offer {
    const text = (name: string) => this.#texts.get(name) ?? "";
    const identity = { code: text("offerCode"), version: text("version"), publishedAt: text("publicationDate") };
    return identified({ ...identity, prices: this.#prices });
  }

  #product(sku: string, value: unknown): void {
    this.#hasProducts = true;
    const { data } = productShape.safeParse(value);
    if (data === undefined) throw new NotAnOffer(`a product ${sku} without attributes`);
    const { servicecode: serviceCode, usagetype: usageType, operation, regionCode, fromRegionCode } = data.attributes;
    const product = { serviceCode, usageType, operation, regionCode: regionCode ?? fromRegionCode };
    if (billedAs(product) !== null) this.#billed.set(sku, product);
  }

  #terms(sku: string, value: unknown): void {
    this.#hasOnDemand = true;
    if (!this.#hasProducts) throw new NotAnOffer("one whose terms stand before its products");
    const product = this.#billed.get(sku);
    if (product === undefined) return;
    const { data } = termsShape.safeParse(value);
    if (data === undefined) throw new NotAnOffer(`terms of ${sku} without priceDimensions`);
    for (const { priceDimensions } of Object.values(data)) {
      for (const rate of Object.values(priceDimensions)) this.#prices.push(priceOf(product, rate));
    }
  }
}

function priceOf(
  product: OfferProduct,
  { rateCode, unit, beginRange, pricePerUnit }: z.output<typeof rateShape>,
): OfferPrice {
  const { USD: usd } = pricePerUnit;
  if (usd === undefined) refuseCurrency(Object.keys(pricePerUnit).join(" and "));
  return {
    ...product,
    rateCode,
    unit,
    from: priceNumber(beginRange, "beginRange"),
    price: priceNumber(usd, "a price"),
  };
}
