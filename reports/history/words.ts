import type { HistoryOutcome, NightDrift, NightSeries } from "../../sim/outcome/history.js";
import { formats } from "../units.js";

/** "since 2026-11-03 up from 2.1 % to 9.8 %, told on 2026-11-07". */
export function driftWords(
  { unit }: NightSeries,
  { at, since, direction, before, after }: NightDrift,
  nights: HistoryOutcome["nights"],
): string {
  const format = formats[unit];
  const from = Number.isFinite(before) ? ` from ${format(before)}` : "";
  return `since ${dayOf(nights[since].at)} ${direction}${from} to ${format(after)}, told on ${dayOf(nights[at].at)}`;
}

/** The last value of a series that there is. */
export function lastOf({ values, unit }: NightSeries): string {
  const last = values.findLast((value) => value !== null);
  return last === undefined || last === null ? "–" : formats[unit](last);
}

export function dayOf(at: string): string {
  return at.slice(0, 10);
}

/** How many nights there are, and of how many nothing is said. */
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

/** What the word drift stands for here. */
export function testWords({ falseAlarmEvery }: HistoryOutcome): string {
  return `A drift is a change beyond the noise of the nights before (CUSUM of sequential ranks); noise alone is called one about once in ${falseAlarmEvery.toLocaleString("en-US")} nights of a series.`;
}
