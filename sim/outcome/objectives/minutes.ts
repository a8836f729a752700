import type { TimeSpan } from "../../../scenarios/language/index.js";
import { minute } from "../../../scenarios/language/units/time.js";
import { allMinutes } from "../metrics/metric.js";
import type { ServiceMinutes } from "../replication.js";
import type { Objective } from "./objective.js";

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

/** Whether a run of so many minutes could breach a sustained objective at all: enough of the minutes that it asks for lie on end. */
export function canBreach(
  { during, sustained }: Pick<Objective, "during" | "sustained">,
  minutes: number,
  timeOfDay: (minute: number) => number,
): boolean {
  const all = Array.from({ length: minutes }, (_, index) => index);
  const chosen = during === null ? all : all.filter((index) => isDuring(timeOfDay(index), during));
  return longestBreach(chosen, () => true) * minute >= Math.max(minute, sustained ?? 0);
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
