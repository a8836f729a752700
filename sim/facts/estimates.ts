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

/** The value of an estimate alone. */
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

/** Money with half the width of its interval, or with its limits where they are lopsided: "$1,982 / month ± 41". */
export function money(estimate: Estimate, per = ""): string {
  const { value, low, high } = estimate;
  if (value === null) return absent;
  const amount = `${dollars(value)}${per}`;
  if (low === null || high === null) return amount;
  const half = (high - low) / 2;
  const isLopsided = Math.abs((high + low) / 2 - value) > half / 10;
  return isLopsided ? `${amount} (${interval(estimate, dollars)})` : `${amount} ± ${halfWidth(half, value)}`;
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
