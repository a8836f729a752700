import { pipeline, Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { billedAs } from "../../cost/price-offer.js";
import { identified, NotAnOffer, type Offer, priceNumber, refuseCurrency } from "./offer.js";

const columns = [
  ...["RateCode", "TermType", "StartingRange", "Unit", "PricePerUnit", "Currency"],
  ...["serviceCode", "usageType", "operation", "Region Code", "From Region Code"],
] as const;
type Column = (typeof columns)[number];
const optional: readonly Column[] = ["Region Code", "From Region Code"];

/** Reads an offer in CSV: lines of two fields that say which it is, a header, then a line for each rate. */
export async function readCsvOffer(chunks: AsyncIterable<Uint8Array>): Promise<Offer> {
  const parser = parse({ bom: true, skip_empty_lines: true, relax_column_count: true });
  const records = pipeline(Readable.from(chunks), parser, () => {}); // whoever reads the records meets the error
  const offer = { code: "", version: "", publishedAt: "", prices: [] as Offer["prices"][number][] };
  let cell: ((record: readonly string[], column: Column) => string) | null = null;
  try {
    for await (const record of records) {
      if (cell !== null) offer.prices.push(...pricesIn(record, cell));
      else if (record[0] === "SKU") cell = cellsOf(record);
      else if (record.length !== 2)
        throw new NotAnOffer("CSV without its lines of FormatVersion, Publication Date ...");
      else if (record[0] === "OfferCode") offer.code = record[1];
      else if (record[0] === "Version") offer.version = record[1];
      else if (record[0] === "Publication Date") offer.publishedAt = record[1];
    }
  } catch (error) {
    throw error instanceof CsvError ? new NotAnOffer(`CSV that cannot be read (${error.message})`) : error;
  }
  if (cell === null) throw new NotAnOffer("CSV without a header that begins with SKU");
  return identified(offer);
}

/** Reads the cells of records by the names in their header. */
function cellsOf(header: readonly string[]): (record: readonly string[], column: Column) => string {
  const missing = columns.filter((column) => !header.includes(column) && !optional.includes(column));
  if (missing.length > 0) throw new NotAnOffer(`CSV without the column ${missing.join(", ")}`);
  const places = new Map(columns.map((column) => [column, header.indexOf(column)]));
  return (record, column) => record[places.get(column)!] ?? "";
}

function pricesIn(
  record: readonly string[],
  cell: (record: readonly string[], column: Column) => string,
): Offer["prices"] {
  const text = (column: Column) => cell(record, column);
  if (text("TermType") !== "OnDemand") return [];
  const product = {
    serviceCode: text("serviceCode"),
    usageType: text("usageType"),
    operation: text("operation"),
    regionCode: text("Region Code") || text("From Region Code"),
  };
  if (billedAs(product) === null) return [];
  if (text("Currency") !== "USD") refuseCurrency(text("Currency"));
  const from = priceNumber(text("StartingRange"), "StartingRange");
  return [
    {
      ...product,
      rateCode: text("RateCode"),
      unit: text("Unit"),
      from,
      price: priceNumber(text("PricePerUnit"), "PricePerUnit"),
    },
  ];
}
