import { minutesPerDay, second } from "../../scenarios/language/units/time.js";
import type { Clock } from "../../workload/clock.js";
import type { Outcome } from "./outcome.js";

type OutcomeClock = Outcome["clock"];

/** The clock of a run as `outcome.json` has it; a measured run warms up for less time. */
export function clockOutcome(clock: Clock, warmup = clock.warmup): OutcomeClock {
  const { offsets } = clock;
  const changing = offsets.map(({ from, offset }) => ({ fromS: from / second, offset }));
  const { duration } = clock;
  return {
    ...{ start: clock.iso(0), durationS: duration / second, warmupS: warmup / second },
    ...(offsets.length > 1 && { offsets: changing }),
  };
}

/** How many minutes the wall clock is ahead of UTC at an instant, and as ISO 8601 writes it. */
export function offsetAt({ start, offsets }: OutcomeClock, instant: number): { minutes: number; iso: string } {
  const iso = offsets?.findLast(({ fromS }) => fromS * second <= instant)?.offset ?? offsetOf(start);
  return { minutes: minutesOf(iso), iso };
}

/**
 * The minutes since local midnight at which each minute of a run begins, as the wall clock then shows it; minutes beyond the
 * run's time are those of further days of a month, which begin at the same time.
 */
export function timeOfDay(clock: OutcomeClock): (minute: number) => number {
  const duration = Math.ceil(clock.durationS / 60);
  const [hours, minutes] = clock.start.slice(11, 16).split(":").map(Number);
  const startsAt = 60 * hours + minutes - minutesOf(offsetOf(clock.start));
  return (at) => {
    const minute = at < duration ? at : at % duration;
    const local = startsAt + minute + offsetAt(clock, minute * 60 * second).minutes;
    return ((local % minutesPerDay) + minutesPerDay) % minutesPerDay;
  };
}

function offsetOf(iso: string): string {
  return /(Z|[+-]\d\d:\d\d)$/.exec(iso)?.[0] ?? "Z";
}

function minutesOf(offset: string): number {
  if (offset === "Z") return 0;
  const [hours, minutes] = offset.slice(1).split(":").map(Number);
  return (offset.startsWith("-") ? -1 : 1) * (60 * hours + minutes);
}
