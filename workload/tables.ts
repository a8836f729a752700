import { parse } from "csv-parse/sync";
import { InputError } from "./input-error.js";
import { timestampMicros } from "./timestamp.js";

/** CSV files beside the scenario, each read and parsed once. The first line names the columns. */
export class Tables {
  readonly #load: (path: string) => string;
  readonly #files = new Map<string, readonly (readonly string[])[]>();
  readonly #columns = new Map<string, Float64Array>();

  /** `load` returns the text of a file, by the path used in the scenario. */
  constructor(load: (path: string) => string) {
    this.#load = load;
  }

  /** The numbers in a column, one per row. Anything else there is an error in the file. */
  column(file: string, name: string): Float64Array {
    return this.#read(file, name, { expected: "a number" }, (cell) => (cell.trim() === "" ? Number.NaN : Number(cell)));
  }

  /**
   * The instants in a column in microseconds. They are written as Unix time (in a unit of `unit` nanoseconds, if that
   * is known) or as date and time (UTC when there is no offset).
   */
  timestamps(file: string, name: string, unit?: number): Float64Array {
    const expected = "Unix time, or a date and time such as 2023-11-16T18:17:03.979";
    return this.#read(file, name, { expected, unit }, (cell) => timestampMicros(cell, unit));
  }

  /** The cells of a column as they are written, one per row. */
  texts(file: string, name: string): readonly string[] {
    const [header, ...rows] = this.#rows(file);
    const at = header.indexOf(name);
    if (at < 0) throw new InputError(file, `a column "${name}"`, `the columns ${header.join(", ")}`);
    return rows.map((row) => row[at]);
  }

  /** The names of a file's columns. */
  columns(file: string): readonly string[] {
    return this.#rows(file)[0];
  }

  /** The rows of a file as texts, each in the order of its columns. */
  rows(file: string): readonly (readonly string[])[] {
    return this.#rows(file).slice(1);
  }

  #read(
    file: string,
    name: string,
    kind: { readonly expected: string; readonly unit?: number | undefined },
    value: (cell: string) => number,
  ): Float64Array {
    const { expected } = kind;
    const key = JSON.stringify([file, name, kind]);
    const known = this.#columns.get(key);
    if (known) return known;
    const column = Float64Array.from(this.texts(file, name), (cell, i) => {
      const number = value(cell);
      if (!Number.isFinite(number)) throw new InputError(file, `${expected} in "${name}"`, `"${cell}" in row ${i + 1}`);
      return number;
    });
    this.#columns.set(key, column);
    return column;
  }

  #rows(file: string): readonly (readonly string[])[] {
    const known = this.#files.get(file);
    if (known) return known;
    const rows = parseCsv(file, this.#load(file));
    if (rows.length < 2)
      throw new InputError(file, "a line of column names and at least one row", `${rows.length} lines`);
    this.#files.set(file, rows);
    return rows;
  }
}

function parseCsv(file: string, text: string): string[][] {
  try {
    return parse(text, { bom: true, skip_empty_lines: true });
  } catch (error) {
    throw new InputError(file, "rows of comma-separated values, all equally long", (error as Error).message);
  }
}
