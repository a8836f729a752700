import { z } from "zod";
import { duration } from "../scenarios/language/index.js";
import { day, hour, hoursPerMonth } from "../scenarios/language/units/time.js";
import { type Unit, unit } from "../scenarios/language/units/unit.js";

const daysPerMonth = hoursPerMonth / 24;
const anyTime = duration();
const someTime = duration({ min: 1 });

const timesPerMonth = {
  day: daysPerMonth,
  weekday: (daysPerMonth * 5) / 7,
  "weekend day": (daysPerMonth * 2) / 7,
  week: daysPerMonth / 7,
  month: 1,
} as const;

type Period = keyof typeof timesPerMonth;

/** How much of each day, week or month a run stands for: "10h per day". */
export interface Represented {
  /** Time per period, in microseconds. */
  readonly time: number;
  readonly per: Period;
}

/** How many hours of a 730-hour month a run stands for, null when that is not known, and the reason. */
export interface Month {
  readonly hours: number | null;
  readonly basis: string;
}

/** A share of the calendar such as "10h per day" or "8h per weekday". */
export function represents(): Unit<Represented> {
  const periods = Object.keys(timesPerMonth) as Period[];
  return unit<Represented>({
    expected: "a time per period such as 10h per day or 8h per weekday",
    examples: ["10h per day", "8h per weekday"],
    json: { type: "string" },
    value: z.strictObject({ time: z.number(), per: z.enum(periods as [Period, ...Period[]]) }),
    read: (written) => (typeof written === "string" ? readRepresented(written) : undefined),
    write: writeRepresented,
    hint: () => `periods are ${periods.join(", ")}`,
  });
}

/** Whether a run of this length contains each day of a month: 28 to 31 whole days, or 730 h. */
export function isMonth(duration: number): boolean {
  return duration === hoursPerMonth * hour || (duration % day === 0 && duration >= 28 * day && duration <= 31 * day);
}

/**
 * The share of a month that a run stands for. A month stands for itself, and other whole days for a whole month; a run
 * of any other length needs `represents`.
 */
export function monthOf(run: { readonly duration: number; readonly represents?: Represented }): Month {
  if (run.represents) {
    const hours = (run.represents.time / hour) * timesPerMonth[run.represents.per];
    return { hours, basis: `${writeRepresented(run.represents)}: ${hours.toFixed(1)} h of a month of 730 h` };
  }
  if (isMonth(run.duration)) {
    const times = (hoursPerMonth * hour) / run.duration;
    const basis =
      times === 1 ? "a month of 730 h" : `${run.duration / day} days as a month of 730 h, × ${times.toFixed(3)}`;
    return { hours: hoursPerMonth, basis };
  }
  if (run.duration % day === 0) {
    return { hours: hoursPerMonth, basis: `${wholeDays(run.duration / day)} repeated over a month of 730 h` };
  }
  const time = String(anyTime.encode(run.duration));
  return {
    hours: null,
    basis: `a run of ${time} is no whole day; clock.represents tells what it stands for, such as ${time} per day`,
  };
}

function readRepresented(written: string): Represented | undefined {
  const [amount, period, ...rest] = written.trim().split(/\s+per\s+/);
  const time = someTime.safeDecode(amount);
  if (!time.success || rest.length > 0 || !Object.hasOwn(timesPerMonth, period ?? "")) return undefined;
  return { time: time.data, per: period as Period };
}

function writeRepresented({ time, per }: Represented): string {
  return `${anyTime.encode(time)} per ${per}`;
}

function wholeDays(days: number): string {
  return days === 1 ? "a whole day" : `${days} whole days`;
}
