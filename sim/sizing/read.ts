import { decode, type Issue, resolve, type SourceFile } from "../../scenarios/language/index.js";
import { type PriceBook, type PriceProblem, parsePriceBook } from "../cost/price-book.js";
import { openDocument, type ReadingContext } from "../scenario/document.js";
import { rules } from "./rules.js";
import { type SizingConfig, sizingShape } from "./shape.js";

/** The context of reading a sizing file: how files are found, the prices, and the options of the call. */
export type SizingContext = Omit<ReadingContext, "staging">;

/** A sizing file that can be answered. */
export interface ReadSizing {
  readonly config: SizingConfig;
  readonly book: PriceBook;
  readonly variant: string | null;
  /** The whole file with every default filled in and marked; it reads back to the same sizes. */
  readonly resolved: string;
  /** The texts of the files that it names, by the path that it names them with. */
  readonly texts: ReadonlyMap<string, string>;
  readonly warnings: readonly Issue[];
}

export type SizingReading =
  | ({ readonly ok: true } & ReadSizing)
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Reads a sizing file with everything it extends; gives the value, or all that is wrong with it. */
export function readSizing(source: SourceFile, context: SizingContext): SizingReading {
  const loaded = openDocument(source, context);
  const prices = new SizingPrices(context, source.path);
  const reading = decode(
    loaded,
    sizingShape,
    rules((config) => prices.of(config)),
  );
  if (!reading.ok) return reading;
  const { value: config, warnings } = reading;
  const { book } = prices.of(config);
  const resolved = resolve(loaded, sizingShape, config);
  return { ok: true, config, book, variant: context.variant ?? null, resolved, texts: prices.texts, warnings };
}

/** The shipped prices under those of the file that a sizing file names. */
class SizingPrices {
  readonly texts = new Map<string, string>();
  readonly #context: SizingContext;
  readonly #from: string;

  constructor(context: SizingContext, from: string) {
    this.#context = context;
    this.#from = from;
  }

  of({ prices: { file } }: SizingConfig): { readonly book: PriceBook; readonly problems: readonly PriceProblem[] } {
    const { prices: shipped, load } = this.#context;
    if (file === undefined) return { book: shipped, problems: [] };
    const found = load(file, this.#from);
    if ("refused" in found) return { book: shipped, problems: [{ expected: found.refused, got: `'${file}'` }] };
    this.texts.set(file, found.text);
    const { book, problems } = parsePriceBook(found.text);
    return { book: shipped.overlaidBy(book), problems };
  }
}
