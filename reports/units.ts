import { dollars, type Format, milliseconds, percent, quantity, seconds } from "../sim/facts/numbers.js";

/** The unit of a measure, told by its dotted name in outcome.json. */
export type Unit = "ms" | "s" | "USD" | "ratio" | "1/day" | "min" | "h" | "count";

const rules: readonly (readonly [RegExp, Unit])[] = [
  [/(Usd|\.usd)$/, "USD"],
  [/(^|\.)(latency|times)Ms\b|Ms$/, "ms"],
  [/(^|\.)lagS\b|S$/, "s"],
  [/(Share|Rate|probability)$/, "ratio"],
  [/(^|\.)(cpu|memory)\.\w+$/, "ratio"],
  [/PerDay\w*$/, "1/day"],
  [/Minutes$/, "min"],
  [/Hours$/, "h"],
];

/** The unit of the measure with this dotted name; what no rule knows is a count. */
export function unitOf(measure: string): Unit {
  return rules.find(([pattern]) => pattern.test(measure))?.[1] ?? "count";
}

const formats: Readonly<Record<Unit, Format>> = {
  ms: milliseconds,
  s: seconds,
  USD: dollars,
  ratio: percent,
  "1/day": (value) => `${quantity(value)} / day`,
  min: (value) => `${quantity(value)} min`,
  h: (value) => `${quantity(value)} h`,
  count: quantity,
};

/** How the measure with this dotted name is written; a unit that is stated and unknown here follows the number. */
export function formatOf(measure: string, unit: string = unitOf(measure)): Format {
  return unit in formats ? formats[unit as Unit] : (value) => `${quantity(value)} ${unit}`.trimEnd();
}
