import type { Refusal, SourceFile } from "../../scenarios/language/index.js";
import { InputError } from "../../workload/input-error.js";
import { Tables } from "../../workload/tables.js";
import { type PriceBook, parsePriceBook } from "../cost/price-book.js";
import type { Scenario } from "./shape.js";

/** The files that a scenario names, and the shipped price book under its own. */
export class ScenarioData {
  readonly tables: Tables;
  /** Every file that was read, by the path that the scenario names it with. */
  readonly texts = new Map<string, string>();
  readonly #read: (path: string) => string;
  readonly #shipped: PriceBook;

  /** `load` finds a path that the scenario in the file `from` names. */
  constructor(load: (path: string, from: string) => SourceFile | Refusal, from: string, priceBookCsv: string) {
    this.#read = (path) => {
      const file = load(path, from);
      if ("refused" in file) throw new InputError(path, file.refused, "none");
      this.texts.set(path, file.text);
      return file.text;
    };
    this.tables = new Tables(this.#read);
    this.#shipped = parsePriceBook(priceBookCsv).book;
  }

  /** The prices of a scenario: its own rows over the shipped ones, and what is wrong with its own. */
  prices(scenario: Scenario): { readonly book: PriceBook; readonly problems: readonly string[] } {
    const { file } = scenario.prices;
    if (file === undefined) return { book: this.#shipped, problems: [] };
    const own = parsePriceBook(this.#read(file));
    return { book: this.#shipped.overlaidBy(own.book), problems: own.problems };
  }
}
