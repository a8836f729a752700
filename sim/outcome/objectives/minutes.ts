import type { TimeSpan } from "../../../scenarios/language/index.js";
import { allMinutes } from "../metrics/metric.js";
import type { ServiceMinutes } from "../replication.js";

/** The minutes of a run inside a part of the day, or all of them; `timeOfDay` is the local one of each, in minutes. */
export function minutesDuring(
  minutes: ServiceMinutes,
  during: TimeSpan | null,
  timeOfDay: (minute: number) => number,
): readonly number[] {
  const all = allMinutes(minutes);
  return during === null ? all : all.filter((minute) => isDuring(timeOfDay(minute), during));
}

function isDuring(timeOfDay: number, { from, to }: TimeSpan): boolean {
  return from < to ? timeOfDay >= from && timeOfDay < to : timeOfDay >= from || timeOfDay < to;
}

/** The longest stretch of chosen minutes on end that breach; minutes that were not chosen end a stretch. */
export function longestBreach(chosen: readonly number[], isBreached: (minute: number) => boolean): number {
  let [longest, stretch, expected] = [0, 0, -1];
  for (const minute of chosen) {
    const goesOn = minute === expected;
    stretch = isBreached(minute) ? (goesOn ? stretch : 0) + 1 : 0;
    longest = Math.max(longest, stretch);
    expected = minute + 1;
  }
  return longest;
}
