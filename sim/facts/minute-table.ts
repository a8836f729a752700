import type { MetricUnit } from "./units.js";

/** A number that is told of every minute. */
export interface Column<Name extends string = string> {
  readonly name: Name;
  readonly unit: MetricUnit;
  /**
   * How minutes combine over a longer time: counts add up, sizes are taken at its end, shares and quantiles need their
   * denominators.
   */
  readonly adds: "sum" | "last" | "ratio";
  /** Left out of the series of an outcome: only metrics look at it. */
  readonly isHidden?: true;
  readonly chart?: Chart;
}

/** Charts in order: the load on a service, the capacity against it, and the result. */
export interface Chart {
  readonly name: string;
  readonly shows: "load" | "capacity" | "effect";
  /** Drawn as so many a second. */
  readonly perSecond?: true;
  /** How minutes that share one place of the chart combine. */
  readonly gather: "mean" | "largest";
}

/** Minutes of one run, a column for each number that is told of them; NaN where a minute has none. */
export class MinuteTable<Name extends string> {
  readonly #columns: Record<Name, Float64Array>;

  constructor(columns: readonly Column<Name>[], minutes: number) {
    this.#columns = eachOf(
      columns.map(({ name }) => name),
      () => new Float64Array(minutes),
    );
  }

  get columns(): Readonly<Record<Name, Float64Array>> {
    return this.#columns;
  }

  set(minute: number, values: Readonly<Partial<Record<Name, number>>>): void {
    for (const [name, value] of entries(values)) this.#columns[name][minute] = value;
  }

  add(minute: number, counts: Readonly<Partial<Record<Name, number>>>): void {
    for (const [name, count] of entries(counts)) this.#columns[name][minute] += count;
  }

  /** Forgets the minutes that a run did not come to. */
  keep(minutes: number): void {
    for (const [name, column] of entries(this.#columns)) this.#columns[name] = column.slice(0, minutes);
  }
}

function entries<Name extends string, Value>(
  record: Readonly<Partial<Record<Name, Value>>>,
): readonly (readonly [Name, Value])[] {
  return Object.entries(record) as [Name, Value][];
}

function eachOf<Name extends string, Value>(names: readonly Name[], value: (name: Name) => Value): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, Value>;
}
