import { dollars, type Format, milliseconds, percent, quantity, seconds } from "../sim/facts/numbers.js";
import { serviceMetrics } from "../sim/facts/service-metrics.js";
import type { MetricUnit } from "../sim/facts/units.js";

/** Units of what no aspect describes: the cost, and what a driver of load saw. */
const rules: readonly (readonly [RegExp, MetricUnit])[] = [
  [/(Usd|\.usd)$/, "USD"],
  [/(^|\.)timesMs\b|Ms$/, "ms"],
  [/S$/, "s"],
  [/(Share|Rate|probability)$/, "ratio"],
];

/** The unit of the number with this dotted name, behind its service or without; what nobody describes is a count. */
export function unitOf(field: string): MetricUnit {
  const named = (name: string) => serviceMetrics.find((metric) => metric.field === name)?.unit;
  const behindService = field.slice(field.indexOf(".") + 1);
  return named(field) ?? named(behindService) ?? rules.find(([pattern]) => pattern.test(field))?.[1] ?? "count";
}

/** Formats of numbers, by unit. */
export const formats: Readonly<Record<MetricUnit, Format>> = {
  ms: milliseconds,
  s: seconds,
  USD: dollars,
  ratio: percent,
  "1/day": (value) => `${quantity(value)} / day`,
  min: (value) => `${quantity(value)} min`,
  h: (value) => `${quantity(value)} h`,
  count: quantity,
};

/** Format of the number with this dotted name; a unit that is stated and unknown here follows the number. */
export function formatOf(field: string, unit: string = unitOf(field)): Format {
  return unit in formats ? formats[unit as MetricUnit] : (value) => `${quantity(value)} ${unit}`.trimEnd();
}

/**
 * How a difference of amounts like this one is written: no finer than is news beside it, a cent of a dollar or more, of
 * less a ten-thousandth or so: "<$0.01".
 */
export function moneyBeside(usd: number): Format {
  const least = usd === 0 ? 0 : Math.min(0.01, 10 ** Math.ceil(Math.log10(Math.abs(usd) / 10_000)));
  return (value, digits) => (value !== 0 && Math.abs(value) < least ? `<${dollars(least)}` : dollars(value, digits));
}
