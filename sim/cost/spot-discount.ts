import type { PriceBook } from "./price-book.js";

/** What Fargate Spot was seen to take off the on-demand price in a region. */
export interface ObservedDiscount {
  /** 0..1, to a hundredth of a percent. */
  readonly discount: number;
  readonly region: string;
  /** When the Spot price was seen. */
  readonly asOf: string;
  /** The least and the most that any region of the price book shows. */
  readonly least: number;
  readonly most: number;
}

/**
 * 1 − Spot price / on-demand price of a vCPU; memory has the same discount, and so has ARM64. Null for a region whose Spot
 * price is not in the book: AWS's price list has none, it is read off AWS's pricing page.
 */
export function observedDiscount(book: PriceBook, region: string): ObservedDiscount | null {
  const seen = discountOf(book, region);
  if (seen === null) return null;
  const all = book.regions("Fargate Spot", spotVcpu).flatMap((each) => discountOf(book, each)?.discount ?? []);
  return { ...seen, region, least: Math.min(...all), most: Math.max(...all) };
}

const spotVcpu = "Linux/x86 vCPU (observed)";

function discountOf(book: PriceBook, region: string): Pick<ObservedDiscount, "discount" | "asOf"> | null {
  const spot = book.find(region, "Fargate Spot", spotVcpu);
  const onDemand = book.find(region, "Fargate", "Linux/x86 vCPU");
  if (!spot || !onDemand) return null;
  const percent = Math.round((1 - spot.usd / onDemand.usd) * 1e4) / 100; // as it is written, so that it reads back equal
  return { discount: percent / 100, asOf: spot.asOf };
}
