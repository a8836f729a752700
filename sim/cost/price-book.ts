import { CsvError, parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { z } from "zod";
import { show } from "../../scenarios/language/issues.js";
import type { BillItem } from "./items/item.js";

/** One price, where it comes from, and as of when: a year, a month or a day. */
export interface PriceRow {
  readonly region: string;
  readonly service: string;
  readonly component: string;
  readonly unit: string;
  readonly usd: number;
  /** AWS's own key of the price in its price list, where the source gives it. */
  readonly rateCode?: string;
  readonly source: string;
  readonly asOf: string;
}

const filled = z.string("a value").min(1, "a value");
const written = (form: RegExp, expected: string) => z.string(expected).regex(form, expected);

const csvRow = z.object({
  region: filled,
  service: filled,
  component: filled,
  unit: filled,
  usd: written(/^\d+(\.\d+)?(e-\d+)?$/i, "a price in USD such as 0.04048"),
  rate_code: z.string().optional(),
  source: z.string("where the price comes from"),
  as_of: written(/^\d{4}(-\d{2}(-\d{2})?)?$/, "a date such as 2026, 2026-09 or 2026-09-23"),
});

/** Columns in the order in which they are written; `rate_code` may be absent. */
const priceColumns = Object.keys(csvRow.shape);
const required = priceColumns.filter((column) => column !== "rate_code");

/** Prices by region, service and component. A row of the region `any` holds wherever the region has none of its own. */
export class PriceBook {
  readonly #rows: ReadonlyMap<string, PriceRow>;
  /** Found once: every scenario that is read asks, and there may be thousands. */
  #regions: readonly string[] | null = null;
  #names: readonly string[] | null = null;

  constructor(rows: Iterable<PriceRow>) {
    this.#rows = new Map(Array.from(rows, (row) => [key(row.region, row.service, row.component), row]));
  }

  find(region: string, service: string, component: string): PriceRow | undefined {
    return this.#rows.get(key(region, service, component)) ?? this.#rows.get(key("any", service, component));
  }

  /** Regions that have rows. */
  regions(): readonly string[] {
    this.#regions ??= [...new Set(this.rows.map(({ region }) => region))].filter((region) => region !== "any").sort();
    return this.#regions;
  }

  /** Regions that have a row of their own of this component. */
  regionsWith(service: string, component: string): readonly string[] {
    return this.regions().filter((region) => this.#rows.has(key(region, service, component)));
  }

  get rows(): readonly PriceRow[] {
    return [...this.#rows.values()];
  }

  /** The rows of a region, in the order of the file; those of `any` where it has none of its own. */
  rowsOf(region: string): readonly PriceRow[] {
    const rows = [...this.#rows.values()];
    return rows.filter(
      (row) => [region, "any"].includes(row.region) && this.find(region, row.service, row.component) === row,
    );
  }

  /** Names of everything that has a price in any region. */
  names(): readonly string[] {
    this.#names ??= [...new Set(this.rows.map(({ service, component }) => `${service} ${component}`))];
    return this.#names;
  }

  /** This book with another's rows added; where both have a row the other's counts. */
  overlaidBy(other: PriceBook): PriceBook {
    return new PriceBook([...this.rows, ...other.rows]);
  }
}

/** A fault of a price file; the text completes "expected ..., got ...". */
export interface PriceProblem {
  readonly expected: string;
  readonly got: string;
}

/**
 * Reads a price book from CSV with the columns region, service, component, unit, usd, source and as_of, and maybe rate_code.
 * Every faulty line is a problem that names it; the book holds the sound ones.
 */
export function parsePriceBook(text: string): {
  readonly book: PriceBook;
  readonly problems: readonly PriceProblem[];
} {
  const rows: PriceRow[] = [];
  const problems: PriceProblem[] = [];
  for (const { line, record } of readCsv(text, problems)) {
    const row = csvRow.safeParse(record);
    if (row.success) rows.push(priceRow(row.data));
    else {
      for (const { message, path } of row.error.issues) {
        const column = String(path[0]);
        problems.push({ expected: `${message} as ${column} in line ${line}`, got: show(record[column] || undefined) });
      }
    }
  }
  return { book: new PriceBook(rows), problems };
}

function priceRow({ usd, rate_code, as_of, ...row }: z.output<typeof csvRow>): PriceRow {
  return { ...row, usd: Number(usd), ...(rate_code && { rateCode: rate_code }), asOf: as_of };
}

/** Rows as the CSV that `parsePriceBook` reads. */
export function formatPriceRows(rows: readonly PriceRow[]): string {
  const cells = rows.map(({ rateCode, asOf, ...row }) => ({ ...row, rate_code: rateCode, as_of: asOf }));
  return stringify(cells, { header: true, columns: priceColumns });
}

interface CsvRecord {
  readonly line: number;
  readonly record: Readonly<Record<string, string>>;
}

const csvFormat = {
  columns: true,
  bom: true,
  trim: true,
  skip_empty_lines: true,
  relax_column_count: true,
  info: true,
} as const;

function readCsv(text: string, problems: PriceProblem[]): readonly CsvRecord[] {
  try {
    const parsed = parse<{ info: { lines: number }; record: CsvRecord["record"] }>(text, csvFormat);
    const known = new Set(Object.keys(parsed[0]?.record ?? {}));
    if (required.every((column) => known.has(column))) {
      return parsed.map(({ info, record }) => ({ line: info.lines, record }));
    }
    problems.push({
      expected: `a first line with the columns ${required.join(",")}, and a price`,
      got: firstLine(text),
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    problems.push({ expected: "rows of comma-separated values", got: error.message });
  }
  return [];
}

const firstLine = (text: string) => show(text.trim().split("\n", 1)[0] || undefined);
const key = (region: string, service: string, component: string) => `${region}|${service}|${component}`;

/** Sources of the prices in a bill. */
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
  /** Optional items that have no price here and are not billed. */
  readonly unpriced: readonly BillItem[];
}

/** Looks up the price of every item; a row that states its price per another unit counts as missing. */
export function priceList(book: PriceBook, region: string, items: readonly BillItem[]): PriceList {
  const rows = new Map<BillItem, PriceRow>();
  const missing = new Set<string>();
  const unpriced = new Set<BillItem>();
  if (!book.regions().includes(region)) {
    return {
      region,
      rows,
      unpriced: [],
      missing: [`no prices for region ${region}: there are ${book.regions().join(", ")}`],
    };
  }
  for (const item of items) {
    const row = book.find(region, item.service, item.component);
    if (row?.unit === item.unit) rows.set(item, row);
    else if (item.isOptional && !row) unpriced.add(item);
    else missing.add(row ? wrongUnit(row, item) : noRow(book, region, item));
  }
  return { region, rows, unpriced: [...unpriced], missing: [...missing] };
}

/** Facts about the prices that a report must state. */
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
  const elsewhere = book.regionsWith(service, component);
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

/** Observed discount of Fargate Spot on the on-demand price in a region. */
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
  const all = book.regionsWith("Fargate Spot", spotVcpu).flatMap((each) => discountOf(book, each)?.discount ?? []);
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
