import { alone, type Estimate, plusMinus, withInterval } from "../../sim/facts/estimates.js";
import { absent, dollars, type Format, fixed, percent, quantity } from "../../sim/facts/numbers.js";
import type { ComparisonOutcome, ConfigurationOutcome, Contrast } from "../../sim/outcome/compared.js";
import type { ReadingComparison } from "../../sim/outcome/comparison.js";
import { formatOf, moneyBeside } from "../units.js";

/** A difference that is told in words. */
type ToldDifference = Pick<ReadingComparison, "difference" | "interval" | "field" | "unit">;

/** "−$412 ± 31", or with both limits where they are lopsided; the value alone where there is no interval, or no difference in any pair. */
export function readingDifference(reading: ReadingComparison): string {
  return differenceWords(reading, Math.max(Math.abs(reading.base.value ?? 0), Math.abs(reading.other.value ?? 0)));
}

/** The same of a difference by itself; `beside` is the number that it is a difference of. */
export function differenceWords({ difference, interval, field, unit }: ToldDifference, beside: number): string {
  if (difference === null) return absent;
  const own = unit === "USD" ? moneyBeside(beside) : formatOf(field, unit);
  const format = signed(own);
  if (interval === null || difference === 0) return format(difference);
  if (interval.high - interval.low <= 1e-9 * Math.abs(difference)) return `${format(difference)} ± 0`;
  const isTooSmall = (usd: number) => usd === 0 || own(Math.abs(usd)).startsWith("<");
  if ([difference, interval.low, interval.high].every(isTooSmall)) return format(difference);
  const below = difference - interval.low;
  const above = interval.high - difference;
  if (Math.abs(below - above) > 0.1 * Math.max(below, above) || isTooSmall(difference))
    return `${format(difference)} (${format(interval.low)} to ${format(interval.high)})`;
  return `${format(difference)} ± ${widthWords((below + above) / 2, formatOf(field, unit))}`;
}

/** Half the width of an interval, without the sign that money has before it. */
function widthWords(half: number, format: Format): string {
  return format(half, 2).replace(/^\$/, "");
}

function signed(format: Format): Format {
  return (value, digits) => {
    const size = format(Math.abs(value), digits);
    return value === 0 ? size : `${value < 0 ? "−" : "+"}${size}`;
  };
}

/**
 * Factor by which common random numbers reduced the variance of the difference, with its interval; empty where unknown.
 */
export function pairingWords({ varianceReduction, varianceRatio, correlation }: ReadingComparison): string {
  if (varianceReduction === null) return "";
  const ratio = 1 / (1 - varianceReduction);
  if (correlation !== null && varianceReduction === 1) return "∞";
  if (!Number.isFinite(ratio)) return "∞";
  if (varianceRatio === null) return "";
  return withInterval({ ...alone(ratio), ...varianceRatio }, twoDigits);
}

function twoDigits(value: number): string {
  return quantity(Number(value.toPrecision(2)));
}

/** "costs $412 ± 31 a month less (45 % ± 3.4)", of the later of two configurations. */
export function costWords({ readings }: Contrast, { costField }: Pick<ComparisonOutcome, "costField">): string {
  const cost = readings.find(({ field }) => field === `cost.${costField}`);
  if (cost === undefined || cost.difference === null) return "what it costs cannot be told";
  const per = costField === "perMonthUsd" ? " a month" : " a run";
  if (cost.difference === 0) return `costs the same${per}`;
  const size = readingDifference(cost).replace(/^[+−]/, "");
  const share = cost.share === null ? "" : ` (${plusMinus(sizeOf(cost.share), percent)})`;
  const isOpen = cost.interval !== null && cost.interval.low <= 0 && cost.interval.high >= 0;
  const direction = cost.difference < 0 ? "less" : "more";
  return `costs ${size}${per} ${direction}${share}${isOpen ? ", which may be chance" : ""}`;
}

/** Narrower than a tenth of a per cent is no news of a share that is written to the per cent. */
const shareWidthLeast = 0.001;

/** Without its sign. */
function sizeOf({ value, low, high }: Estimate): Estimate {
  if (value === null || low === null || high === null) return alone(value === null ? null : Math.abs(value));
  const half = Math.max(shareWidthLeast, (high - low) / 2);
  return { ...alone(Math.abs(value)), low: Math.abs(value) - half, high: Math.abs(value) + half };
}

/** "web p99 is 0.18 s ± 0.05 higher", of every quantile that both have and that differs. */
export function latencyWords({ readings }: Contrast): readonly string[] {
  return readings
    .filter(({ field }) => field.endsWith("latencyMs.p99"))
    .map((reading) => {
      const { name, difference, interval } = reading;
      if (difference === null) return `${name} cannot be told`;
      if (difference === 0) return `${name} is the same`;
      const size = readingDifference(reading).replace(/^[+−]/, "");
      const isOpen = interval === null || (interval.low <= 0 && interval.high >= 0);
      return `${name} is ${size} ${difference < 0 ? "lower" : "higher"}${isOpen ? ", which may be chance" : ""}`;
    });
}

/** Whether the targets of two configurations hold, in a few words. */
export function targetWords(base: ConfigurationOutcome, other: ConfigurationOutcome): string {
  const missed = [base, other].map(({ objectives }) =>
    objectives.filter(({ severity, verdict }) => severity === "target" && verdict === "missed"),
  );
  if ([base, other].every(({ objectives }) => objectives.length === 0)) return "no objectives are stated";
  if (missed.every(({ length }) => length === 0)) {
    const open = [base, other].some(({ objectives }) => objectives.some(({ verdict }) => verdict === "undecided"));
    return open ? "neither misses an objective, some are undecided" : "both meet their objectives";
  }
  const words = missed.map((each) => each.map(({ objective }) => `'${objective}'`).join(" and "));
  if (missed[0].length === 0) return `${other.name} misses ${words[1]}`;
  if (missed[1].length === 0) return `${base.name} misses ${words[0]}`;
  return `${base.name} misses ${words[0]}, ${other.name} ${words[1]}`;
}

/** The cost of a configuration as the comparison counts it. */
export function configurationCost(
  each: ConfigurationOutcome,
  { costField }: Pick<ComparisonOutcome, "costField">,
): string {
  return plusMinus(each.cost[costField], (value) => (value >= 1_000 ? `$${fixed(value)}` : dollars(value)));
}

/** Numbers of targets that are met, missed and undecided. */
export function verdictCounts({ objectives }: ConfigurationOutcome): string {
  const targets = objectives.filter(({ severity }) => severity === "target");
  if (targets.length === 0) return "none stated";
  const verdicts = ["missed", "undecided", "met", "not evaluated"] as const;
  return verdicts
    .map((verdict) => [targets.filter((each) => each.verdict === verdict).length, verdict] as const)
    .filter(([count]) => count > 0)
    .map(([count, verdict]) => `${count} ${verdict}`)
    .join(", ");
}

/** The readings that a page shows: those that moved by more than chance, cost first; all of the headline where none did. */
export function shownReadings({ readings }: Contrast): readonly ReadingComparison[] {
  const always = readings.filter(({ field }) => /^cost\.(perMonthUsd|totalUsd)$|latencyMs\.p99$/.test(field));
  const moved = readings.filter(({ difference, interval }) => {
    if (difference === null || difference === 0 || interval === null) return false;
    return interval.low > 0 || interval.high < 0;
  });
  return readings.filter((reading) => always.includes(reading) || moved.includes(reading));
}

/** What a reader must know before trusting the differences on a page. */
export function noteWords({ warnings, contrasts }: ComparisonOutcome): readonly string[] {
  const of = contrasts.flatMap((contrast) =>
    shownReadings(contrast).flatMap(({ name, warning, difference }) =>
      warning === null || difference === 0 ? [] : [`${name}: ${warning}`],
    ),
  );
  return [...new Set([...warnings, ...of])];
}
