import type { BillItem } from "./items/item.js";
import type { PriceBook, PriceRow } from "./price-book.js";

/** Where the prices of a bill come from. */
export interface PricesUsed {
  readonly region: string;
  /** Date of the newest row used. */
  readonly asOf: string;
  /** Date of the oldest row used. */
  readonly oldestRow: string;
  /** Rows used that nobody has looked up, or that do not say where they come from. */
  readonly rowsFromMemory: number;
}

/** The rows that some items need in a region, and in `missing` a sentence with its remedy for each row that is not there. */
export interface PriceList {
  readonly region: string;
  readonly rows: ReadonlyMap<BillItem, PriceRow>;
  readonly missing: readonly string[];
}

/** Looks up the price of every item; a row that states its price per another unit counts as missing. */
export function priceList(book: PriceBook, region: string, items: readonly BillItem[]): PriceList {
  const rows = new Map<BillItem, PriceRow>();
  const missing = new Set<string>();
  if (!book.regions().includes(region)) {
    return { region, rows, missing: [`no prices for region ${region}: there are ${book.regions().join(", ")}`] };
  }
  for (const item of items) {
    const row = book.find(region, item.service, item.component);
    if (row?.unit === item.unit) rows.set(item, row);
    else missing.add(row ? wrongUnit(row, item) : noRow(book, region, item));
  }
  return { region, rows, missing: [...missing] };
}

/** What a report must say about the prices behind it. */
export function pricesUsed({ region, rows }: PriceList): PricesUsed {
  const used = new Set(rows.values());
  const dates = [...used].map((row) => row.asOf).sort();
  return {
    region,
    asOf: dates.at(-1) ?? "",
    oldestRow: dates[0] ?? "",
    rowsFromMemory: [...used].filter((row) => !hasSource(row)).length,
  };
}

/** Whether somebody looked the price up: a row that says so itself, or says nothing, was not. */
export function hasSource({ source }: PriceRow): boolean {
  return source.trim() !== "" && !/\b(unsourced|from memory)\b/i.test(source);
}

/** The rows used that are older than a year on `date` (YYYY-MM-DD), the oldest first. */
export function stalePrices({ rows }: PriceList, date: string): readonly PriceRow[] {
  const yearBefore = `${Number(date.slice(0, 4)) - 1}${date.slice(4)}`;
  const stale = [...new Set(rows.values())].filter((row) => firstDay(row.asOf) < yearBefore);
  return stale.sort((a, b) => (firstDay(a.asOf) < firstDay(b.asOf) ? -1 : 1));
}

function noRow(book: PriceBook, region: string, { service, component, unit }: BillItem): string {
  const elsewhere = book.regions(service, component);
  const row = [region, service, component, unit, "<usd>", "<source>", "<as_of>"].map(csvField).join(",");
  const orRegion = elsewhere.length > 0 ? `, or choose a region that has one (${elsewhere.join(", ")})` : "";
  return `no price for ${service} ${component} in ${region}: add the row \`${row}\` to a file named by prices.file${orRegion}`;
}

function wrongUnit(row: PriceRow, { service, component, unit }: BillItem): string {
  return `the price of ${service} ${component} in ${row.region} is per ${row.unit}: expected a price per ${unit}`;
}

// A date of a year or a month counts from its first day, so that an unknown day never makes a price look fresher.
const firstDay = (asOf: string) => `${asOf}-01-01`.slice(0, 10);

const csvField = (text: string) => (text.includes(",") ? `"${text}"` : text);
