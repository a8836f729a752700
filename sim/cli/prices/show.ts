import { z } from "zod";
import { columns } from "../../../reports/layout.js";
import { ratio } from "../../../scenarios/language/index.js";
import { didYouMean } from "../../../scenarios/language/issues.js";
import { items } from "../../cost/items/index.js";
import { type ObservedDiscount, observedDiscount, type PriceBook, type PriceRow } from "../../cost/price-book.js";
import type { PriceChange } from "../../cost/price-offer.js";
import { percent, unitPrice } from "../../facts/numbers.js";
import { WrongCall } from "../failures.js";
import type { RefreshedOffer } from "./refresh.js";

/** A row of the price book, and whether a bill may read it. */
interface ShownPrice extends PriceRow {
  readonly isBilled: boolean;
}

/** The prices of a region. */
export interface ShownPrices {
  readonly region: string;
  readonly rows: readonly ShownPrice[];
  readonly spot: ObservedDiscount | null;
  /** Names that other regions have prices of and this one has not. */
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

/** The prices of a region as a table; long sources stand once, below it. */
export function shownText({ region, rows, spot, absent }: ShownPrices): string {
  const sources = [...new Set(rows.map(({ source }) => source))];
  const dates = rows.map(({ asOf }) => asOf).sort();
  const billed = rows.filter(({ isBilled }) => isBilled).length;
  const cells = rows.map((row) => [
    row.isBilled ? "*" : "",
    `${row.service} ${row.component}`,
    row.unit,
    unitPrice(row.usd),
    row.asOf,
    row.rateCode ?? "",
    `[${sources.indexOf(row.source) + 1}]`,
  ]);
  return lines(
    `${region}: ${rows.length} list prices of ${dates[0]} to ${dates.at(-1)}; a bill may have those ${billed} with a *`,
    ...(spot ? [`Fargate Spot: ${z.encode(ratio(), spot.discount)} off on-demand, as seen on ${spot.asOf}`] : []),
    "",
    ...columns([["", "price of", "unit", "USD", "as of", "AWS's rate code", "source"], ...cells], "lllrlll"),
    "",
    ...sources.map((source, index) => `[${index + 1}] ${source}`),
    ...(absent.length > 0 ? ["", `other regions have prices of these too: ${absent.join("; ")}`] : []),
  );
}

/** Each price of an offer file beside the one in its place. */
export function refreshedText({ file, code, version, publishedAt, changes }: RefreshedOffer): string {
  const changed = changes.filter(({ old, row }) => old?.usd !== row.usd).length;
  return lines(
    `${file}: ${code}, published ${publishedAt}, version ${version}: ${changes.length} prices, ${changed} of them changed`,
    ...columns([["region", "price of", "unit", "old", "", "new", ""], ...changes.map(changeCells)], "lllrllr"),
  );
}

function changeCells({ old, row }: PriceChange): readonly string[] {
  const before = old === undefined ? "none" : unitPrice(old.usd);
  const name = [row.region, `${row.service} ${row.component}`, row.unit];
  return [
    ...name,
    before,
    "->",
    unitPrice(row.usd),
    old === undefined || old.usd === row.usd ? "" : moved(row.usd / old.usd),
  ];
}

const moved = (factor: number) => `${factor > 1 ? "+" : "−"}${percent(Math.abs(factor - 1))}`;
const lines = (...all: readonly string[]) => `${all.join("\n")}\n`;
