import type { Refusal, SourceFile } from "../../scenarios/language/index.js";
import { InputError } from "../../workload/input-error.js";
import { Tables } from "../../workload/tables.js";
import { type PriceBook, type PriceProblem, parsePriceBook } from "../cost/price-book.js";
import type { Scenario } from "./shape.js";

/** The prices that a bill is made with. */
export interface ScenarioPrices {
  readonly book: PriceBook;
  /** Faults of the scenario's own rows. */
  readonly problems: readonly PriceProblem[];
  /** Names that the shipped price book has prices of. */
  readonly known: readonly string[];
  /** Names in the scenario's own rows that the shipped book does not know; no bill uses them. */
  readonly strangers: readonly string[];
}

/** The files that a scenario names, and the shipped price book under its own. */
export class ScenarioData {
  readonly tables: Tables;
  /** Every file that was read, by the path that the scenario names it with. */
  readonly texts = new Map<string, string>();
  readonly #read: (path: string) => string;
  /** The shipped price book, without the scenario's own rows. */
  readonly shipped: PriceBook;

  /** `load` finds a path that the scenario in the file `from` names. */
  constructor(load: (path: string, from: string) => SourceFile | Refusal, from: string, shipped: PriceBook) {
    this.#read = (path) => {
      const file = load(path, from);
      if ("refused" in file) throw new InputError(path, file.refused, "none");
      this.texts.set(path, file.text);
      return file.text;
    };
    this.tables = new Tables(this.#read);
    this.shipped = shipped;
  }

  /** The prices of a scenario: its own rows over the shipped ones. */
  prices(scenario: Scenario): ScenarioPrices {
    const { file } = scenario.prices;
    const known = this.shipped.names();
    if (file === undefined) return { book: this.shipped, problems: [], known, strangers: [] };
    const { book, problems } = parsePriceBook(this.#read(file));
    const strangers = book.names().filter((name) => !known.includes(name));
    return { book: this.shipped.overlaidBy(book), problems, known, strangers };
  }
}
