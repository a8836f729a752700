import { absent, dollars, type Format, fixed, quantity } from "./numbers.js";

/**
 * A number that repeated runs estimate: its mean, the 95 % confidence interval of that mean over replications, and the
 * range in which one future run falls with 95 % confidence. One run gives a value and nothing else.
 */
export interface Estimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly predictedRange: readonly [number, number] | null;
}

/**
 * The same structure with an estimate in place of each number, so that a report cannot print a number from runs without
 * its interval.
 */
export type Estimated<T> = T extends Estimate
  ? T
  : T extends number
    ? Estimate
    : T extends object
      ? { readonly [Key in keyof T]: Estimated<T[Key]> }
      : T;

/** Intervals of numbers that stand in an outcome without one, by their dotted place. */
export type Estimates = Readonly<Record<string, Estimate>>;

/** Puts the interval of each number beside it; one that has none, such as the most of all runs, stays a value alone. */
export function estimated<T>(told: T, estimates: Estimates = {}, place = ""): Estimated<T> {
  if (typeof told === "number") return (estimates[place] ?? alone(told)) as Estimated<T>;
  if (typeof told !== "object" || told === null || "predictedRange" in told) return told as Estimated<T>;
  if (Array.isArray(told)) return told.map((part) => estimated(part)) as Estimated<T>;
  const within = (key: string) => (place === "" ? key : `${place}.${key}`);
  const parts = Object.entries(told).map(([key, part]) => [key, estimated(part, estimates, within(key))]);
  return Object.fromEntries(parts) as Estimated<T>;
}

/** Whether there is anything of it at all. */
export function isSeen({ value }: Estimate): boolean {
  return (value ?? 0) > 0;
}

/** A value without an interval. */
export function alone(value: number | null): Estimate {
  return { value, low: null, high: null, predictedRange: null };
}

/** The value of an estimate alone, where its interval stands in another column. */
export function plain(estimate: Estimate, format: Format): string {
  return estimate.value === null ? absent : format(estimate.value);
}

const digitsMax = 5;

/** Two limits that share their unit, with the digits that tell them apart: "2.38–2.44 s", "$1,941–$2,023". */
export function range(low: number, high: number, format: Format, digits = 3): string {
  const [from, to] = [format(low, digits), format(high, digits)];
  if (from === to && low < high && digits < digitsMax) return range(low, high, format, digits + 1);
  const unit = / \D+$/.exec(to)?.[0] ?? "";
  return `${unit !== "" && from.endsWith(unit) ? from.slice(0, -unit.length) : from}–${to}`;
}

/** The 95 % confidence interval of an estimate, or nothing where one run cannot give it. */
export function interval({ low, high }: Estimate, format: Format): string {
  return low === null || high === null ? "" : range(low, high, format);
}

/** The range of one future run, or nothing where one run cannot give it. */
export function predicted({ predictedRange }: Estimate, format: Format): string {
  return predictedRange === null ? "" : range(predictedRange[0], predictedRange[1], format);
}

/** A value with its interval: "2.41 s (2.38–2.44 s)"; of what never happened, the bound: "0 (at most 0.15, 95 %)". */
export function withInterval(estimate: Estimate, format: Format): string {
  if (estimate.value === 0 && estimate.high) return `${format(0)} (at most ${format(estimate.high)}, 95 %)`;
  if (estimate.value === 0 && estimate.high === 0) return format(0); // it cannot happen
  const limits = interval(estimate, format);
  return limits === "" ? plain(estimate, format) : `${plain(estimate, format)} (${limits})`;
}

/**
 * A value with half the width of its interval, or with its limits where they are lopsided: "2.41 s ± 0.03", "0.24
 * (0.0094–1.32)"; of what never happened, the bound. For lines and columns that have little room.
 */
export function plusMinus(estimate: Estimate, format: Format): string {
  const { value, low, high } = estimate;
  if (value === null) return absent;
  if (low === null || high === null) return format(value);
  if (value === 0 || isLopsided(estimate)) return withInterval(estimate, format);
  const width = (high - low) / 2;
  return `${format(value)} ± ${half(format(value), width < 1e-9 * Math.abs(value) ? 0 : width, format)}`;
}

/** Half the width of an interval, without the unit that the value beside it has. */
function half(beside: string, width: number, format: Format): string {
  if (width === 0) return "0";
  const digits = twoDigits(width);
  const written = format(digits, 2);
  const shown = /[1-9]/.test(written) ? written : quantity(digits);
  const unit = /[\d–] ?(\D*)$/.exec(shown)?.[1] ?? "";
  const bare = unit !== "" && beside.endsWith(unit) ? shown.slice(0, -unit.length).trimEnd() : shown;
  return bare.replace(/^\$/, "");
}

/** Rounded up to two digits, so that it never looks narrower than it is. */
function twoDigits(width: number): number {
  const unit = 10 ** (Math.floor(Math.log10(width)) - 1);
  return Number((Math.ceil(width / unit - 1e-6) * unit).toPrecision(2));
}

/** Half width of an interval as a share of its value, such as "± 1.3 %"; empty when there is no interval. */
export function relative({ value, low, high }: Estimate): string {
  if (value === null || low === null || high === null) return "";
  const share = Math.max(high - value, value - low) / Math.abs(value);
  const percent = share < 1e-9 && share >= 0 ? 0 : twoDigits(100 * share);
  return Number.isFinite(percent) ? `± ${percent} %` : "";
}

/** Whether a value is not in the middle of its interval. */
function isLopsided({ value, low, high }: Estimate): boolean {
  const width = high! - low!;
  return Math.abs((high! + low!) / 2 - value!) > width / 20 + 1e-9 * Math.abs(value!);
}

/** Money with half the width of its interval, or with its limits where they are lopsided: "$1,982 / month ± 41". */
export function money(estimate: Estimate, per = ""): string {
  const { value, low, high } = estimate;
  if (value === null) return absent;
  const amount = `${dollars(value)}${per}`;
  if (low === null || high === null) return amount;
  if (isLopsided(estimate)) return `${amount} (${interval(estimate, dollars)})`;
  return `${amount} ± ${halfWidth((high - low) / 2, value)}`;
}

// Rounded up to the digits of the amount beside it, so that it never looks narrower than it is.
function halfWidth(half: number, beside: number): string {
  if (beside < 1) {
    const decimals = beside > 0 ? 2 - Math.floor(Math.log10(beside)) : 2;
    return fixed(roundedUp(half * 10 ** decimals) / 10 ** decimals, decimals);
  }
  return beside < 1000 ? fixed(roundedUp(half * 100) / 100, 2) : quantity(roundedUp(half));
}

/** Without what rounding errors add; never the −0 that a width of nothing would give. */
function roundedUp(value: number): number {
  return Math.max(0, Math.ceil(value - 1e-6));
}

/**
 * Estimates of values that ascend in every run, as p99, p99.9 and the maximum do: no lower end is below that of one
 * before, and no upper end above that of one after.
 */
export function ascending(estimates: readonly Estimate[]): readonly Estimate[] {
  const known = estimates.filter(isKnown);
  return estimates.map((estimate) => {
    if (!isKnown(estimate)) return estimate;
    const at = known.indexOf(estimate);
    const highest = (end: (one: KnownEstimate) => number) => Math.max(...known.slice(0, at + 1).map(end));
    const lowest = (end: (one: KnownEstimate) => number) => Math.min(...known.slice(at).map(end));
    return {
      value: estimate.value,
      low: Math.min(
        estimate.value,
        highest(({ low }) => low),
      ),
      high: Math.max(
        estimate.value,
        lowest(({ high }) => high),
      ),
      predictedRange: [highest(({ predictedRange: [low] }) => low), lowest(({ predictedRange: [, high] }) => high)],
    };
  });
}

type KnownEstimate = { readonly [Field in keyof Estimate]: NonNullable<Estimate[Field]> };

function isKnown(estimate: Estimate): estimate is KnownEstimate {
  return Object.values(estimate).every((field) => field !== null);
}
