import { CsvError, parse } from "csv-parse/sync";
import { billedAs, listings } from "../../cost/price-offer.js";
import { identified, NotAnOffer, type Offer, priceNumber, refuseCurrency } from "./offer.js";

const columns = [
  ...["RateCode", "TermType", "StartingRange", "Unit", "PricePerUnit", "Currency"],
  ...["serviceCode", "usageType", "operation", "Region Code", "From Region Code"],
] as const;
type Column = (typeof columns)[number];
const optional: readonly Column[] = ["Region Code", "From Region Code"];

/** Reads an offer in CSV: lines of two fields that say which it is, a header, then a line for each rate. */
export async function readCsvOffer(chunks: AsyncIterable<Uint8Array>): Promise<Offer> {
  const offer = { code: "", version: "", publishedAt: "", prices: [] as Offer["prices"][number][] };
  const records = new Records();
  let cell: ((record: readonly string[], column: Column) => string) | null = null;
  const take = (bytes: Buffer) => {
    if (cell !== null && !mayBeBilled(bytes)) return;
    const record = fieldsOf(bytes);
    if (cell !== null) offer.prices.push(...pricesIn(record, cell));
    else if (record[0] === "SKU") cell = cellsOf(record);
    else if (record.length === 2) identify(offer, record);
    else throw new NotAnOffer("CSV without its lines of FormatVersion, Publication Date ...");
  };
  for await (const chunk of chunks) for (const bytes of records.in(chunk)) take(bytes);
  for (const bytes of records.rest()) take(bytes);
  if (cell === null) throw new NotAnOffer("CSV without a header that begins with SKU");
  return identified(offer);
}

const [quote, newline] = [0x22, 0x0a];

/** Cuts bytes into records: at the ends of lines that are not within quotes. Blank lines are none. */
class Records {
  #isQuoted = false;
  #begun: Buffer = Buffer.alloc(0);

  *in(chunk: Uint8Array): Generator<Buffer> {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let at = 0; at < bytes.length; at++) {
      if (bytes[at] === quote) this.#isQuoted = !this.#isQuoted;
      else if (bytes[at] === newline && !this.#isQuoted) {
        yield* this.#whole(bytes.subarray(from, at));
        from = at + 1;
      }
    }
    this.#begun = Buffer.concat([this.#begun, bytes.subarray(from)]);
    if (this.#begun.length > megabyte) throw new NotAnOffer("a line of more than a megabyte");
  }

  *rest(): Generator<Buffer> {
    if (this.#isQuoted) throw new NotAnOffer("CSV that ends within quotes: download it again");
    yield* this.#whole(Buffer.alloc(0));
  }

  *#whole(end: Buffer): Generator<Buffer> {
    const record = this.#begun.length === 0 ? end : Buffer.concat([this.#begun, end]);
    this.#begun = Buffer.alloc(0);
    if (record.length > 1) yield record; // one byte is a carriage return
  }
}

const megabyte = 2 ** 20;

/** Quick test that a line may matter: most lines of EC2 are reserved terms or instances and need not be parsed. */
function mayBeBilled(record: Buffer): boolean {
  return record.includes("OnDemand") && listings.some(({ usageType }) => record.includes(usageType));
}

function fieldsOf(record: Buffer): readonly string[] {
  try {
    const [fields = []] = parse(record, { bom: true });
    return fields;
  } catch (error) {
    throw error instanceof CsvError ? new NotAnOffer(`CSV that cannot be read (${error.message})`) : error;
  }
}

function identify(
  offer: { code: string; version: string; publishedAt: string },
  [name, value]: readonly string[],
): void {
  if (name === "OfferCode") offer.code = value;
  else if (name === "Version") offer.version = value;
  else if (name === "Publication Date") offer.publishedAt = value;
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
