import { alone, type Estimate, plusMinus } from "../../sim/facts/estimates.js";
import { absent, type Format } from "../../sim/facts/numbers.js";
import type { HistoryOutcome, NightDrift, NightSeries } from "../../sim/outcome/history.js";
import type { Interval } from "../../sim/statistics/interval.js";
import { formats } from "../units.js";

/** "since 2026-11-03 up from 2.1 % ± 0.4 to 9.8 % ± 1.1, told on 2026-11-07". */
export function driftWords(
  series: NightSeries,
  { at, since, direction, before, after, intervals }: NightDrift,
  nights: HistoryOutcome["nights"],
): string {
  const from = Number.isFinite(before) ? ` from ${numberWords(series, within(before, intervals.before))}` : "";
  const to = numberWords(series, within(after, intervals.after));
  return `since ${dayOf(nights[since].at)} ${direction}${from} to ${to}, told on ${dayOf(nights[at].at)}`;
}

/** The last value of a series that there is. */
export function lastOf(series: NightSeries): string {
  return nightValue(
    series,
    series.values.findLastIndex((value) => value !== null),
  );
}

/** What a series was in a night. */
export function nightValue(series: NightSeries, night: number): string {
  return night < 0 ? absent : numberWords(series, within(series.values[night], series.intervals[night]));
}

/** The mean of a series over its nights. */
export function meanWords(series: NightSeries): string {
  return numberWords(series, series.mean);
}

function numberWords({ unit }: NightSeries, estimate: Estimate): string {
  return plusMinus(estimate, signed(formats[unit]));
}

function signed(format: Format): Format {
  return (value, digits) => (value < 0 ? `−${format(-value, digits)}` : format(value, digits));
}

function within(value: number | null, interval: Interval | null): Estimate {
  return { ...alone(value), low: interval?.low ?? null, high: interval?.high ?? null };
}

export function dayOf(at: string): string {
  return at.slice(0, 10);
}

/** Number of nights, and of those without a statement. */
export function nightWords({ nights }: HistoryOutcome): string {
  const invalid = nights.filter(({ valid }) => !valid).length;
  const missed = nights.filter(({ valid, verdicts }) => valid && verdicts.missed > 0).length;
  const span = `${dayOf(nights[0].at)} to ${dayOf(nights.at(-1)!.at)}`;
  return [
    `${nights.length} ${nights.length === 1 ? "night" : "nights"}, ${span}`,
    ...(missed > 0 ? [`targets missed in ${missed}`] : []),
    ...(invalid > 0 ? [`${invalid} with an invalid load say nothing`] : []),
  ].join(" · ");
}

/** Explanation of the word drift. */
export function testWords({ falseAlarmEvery }: HistoryOutcome): string {
  return `A drift is a change beyond the noise of the nights before (CUSUM of sequential ranks); noise alone is called one about once in ${falseAlarmEvery.toLocaleString("en-US")} nights of a series.`;
}
