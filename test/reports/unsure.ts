import type { Estimate } from "../../sim/facts/estimates.js";
import { serviceMetrics } from "../../sim/facts/service-metrics.js";

/** A way through a result: the keys from its root to a number or an estimate. */
type Path = readonly string[];

/** Numbers that no replication gives, or that are what one of them showed: the least and the most of all runs. */
const facts = [
  /^(seed|replications|replicationsAsked|simulatedS|schema)$/,
  /^(clock|prices|precision)\./,
  /^strata\.\d+\.(probability|replications)$/,
  /\.unitPriceUsd$/,
  /\.estimates\.quantity$/,
  ...serviceMetrics
    .filter(({ fold }) => fold === "least" || fold === "most")
    .map(({ field }) => new RegExp(`^services\\..*\\.${field.replaceAll(".", "\\.")}$`)),
];

/**
 * The numbers of a result that a page prints without their intervals, by their dotted places. A number is printed where two
 * other ones make two pages (one alone may only decide whether something is told at all), and its interval where, beside
 * that number, another interval makes another page.
 */
export function unsure<Result extends object>(result: Result, print: (result: Result) => string): readonly string[] {
  return numbersOf(result, []).flatMap(({ path, companion }) => {
    const place = path.join(".");
    if (facts.some((fact) => fact.test(place))) return [];
    const change = isAn(at(result, path)) ? otherValue : other;
    const sure = isAn(at(result, path)) ? path : companion;
    const [first, second] = [1.61, 2.3].map((factor) => changed(result, path, change(factor)));
    const page = print(second);
    if (print(first) === page) return [];
    return sure !== null && print(changed(second, sure, wider)) !== page ? [] : [place];
  });
}

interface Found {
  readonly path: Path;
  /** Where the interval of a plain number stands; null where it has none. */
  readonly companion: Path | null;
}

/** Every estimate and every plain number; `estimates` are the intervals of the numbers beside them. */
function numbersOf(value: unknown, path: Path): readonly Found[] {
  if (typeof value === "number") return [{ path, companion: null }];
  if (typeof value !== "object" || value === null) return [];
  if (isAn(value)) return value.value === null ? [] : [{ path, companion: null }];
  const { estimates, ...rest } = value as { readonly estimates?: Record<string, unknown> };
  const found = Object.entries(rest).flatMap(([key, part]) => numbersOf(part, [...path, key]));
  if (estimates === undefined) return found;
  const placeOf = (one: Found) => one.path.slice(path.length).join(".");
  return [
    ...found.map((one) =>
      one.companion === null && isAn(estimates[sureBy(placeOf(one))])
        ? { ...one, companion: [...path, "estimates", sureBy(placeOf(one))] }
        : one,
    ),
    ...numbersOf(estimates, [...path, "estimates"]),
  ];
}

/** Quantity and amount of a line of the bill are equally sure, and its page says so once. */
function sureBy(place: string): string {
  return place === "quantity" ? "usd" : place;
}

function isAn(value: unknown): value is Estimate {
  return typeof value === "object" && value !== null && "predictedRange" in value;
}

function at(value: unknown, path: Path): unknown {
  return path.reduce((part, key) => (part as Record<string, unknown>)[key], value);
}

function changed<T>(value: T, [key, ...rest]: Path, change: (value: never) => unknown): T {
  if (key === undefined) return change(value as never) as T;
  const part = changed((value as Record<string, unknown>)[key], rest, change);
  if (Array.isArray(value)) return value.with(Number(key), part) as T;
  return { ...value, [key]: part };
}

function other(factor: number): (value: number) => number {
  return (value) => (value === 0 ? 7 * factor : value * factor);
}

function otherValue(factor: number): (estimate: Estimate) => Estimate {
  return ({ value, low, high, predictedRange }) => {
    const moved = other(factor)(value!) - value!;
    return {
      value: value! + moved,
      low: low === null ? low : low + moved,
      high: high === null ? high : high + moved,
      predictedRange,
    };
  };
}

/** An interval and a range three times as wide, and not of the same width to both sides. */
function wider({ value, low, high, predictedRange }: Estimate): Estimate {
  const size = Math.abs(value!) || 1;
  return {
    value,
    low: low === null ? null : low - 0.3 * size,
    high: high === null ? null : high + 0.45 * size,
    predictedRange: predictedRange && [predictedRange[0] - 0.3 * size, predictedRange[1] + 0.45 * size],
  };
}
