import type { TimeSpan } from "../../../scenarios/language/index.js";
import { minutesPerDay } from "../../../scenarios/language/units/time.js";
import { allMinutes } from "../metrics/metric.js";
import type { ServiceMinutes } from "../replication.js";

/**
 * The minutes of a run inside a part of the day, or all of them. `startsAt` is the local time of day at which the run
 * begins, in minutes; a change of summer time during the run is not followed.
 */
export function minutesDuring(minutes: ServiceMinutes, during: TimeSpan | null, startsAt: number): readonly number[] {
  const all = allMinutes(minutes);
  return during === null ? all : all.filter((minute) => isDuring((startsAt + minute) % minutesPerDay, during));
}

function isDuring(timeOfDay: number, { from, to }: TimeSpan): boolean {
  return from < to ? timeOfDay >= from && timeOfDay < to : timeOfDay >= from || timeOfDay < to;
}

/** The minutes since midnight of an instant written in ISO 8601, in its own zone. */
export function localTimeOfDay(instant: string): number {
  const [hours, minutes] = instant.slice(11, 16).split(":").map(Number);
  return 60 * hours + minutes;
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
