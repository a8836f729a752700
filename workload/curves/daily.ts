import { z } from "zod";
import { duration, number, timeSpan } from "../../scenarios/language/index.js";
import { minute, minutesPerDay } from "../../scenarios/language/units/time.js";
import { timezone } from "../zone.js";
import { defineCurve } from "./curve.js";
import { sampled } from "./segments.js";

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const factorOf = (day: string) =>
  number({ min: 0 }).optional().describe(`What the rate is multiplied by on ${day}; left out, by 1.`);
const weekdayFactors = {
  mon: factorOf("Mondays"),
  tue: factorOf("Tuesdays"),
  wed: factorOf("Wednesdays"),
  thu: factorOf("Thursdays"),
  fri: factorOf("Fridays"),
  sat: factorOf("Saturdays"),
  sun: factorOf("Sundays"),
};

const defaults = { peakHours: "09:00-21:00", ramp: "1h" } as const;

/** The daily rhythm of people in one time zone. */
export const daily = defineCurve({
  kind: "daily",
  about: "At its peak in peakHours, at its trough otherwise, with smooth ramps before and after the peak; by weekday.",
  shape: (unit) =>
    z
      .strictObject({
        peak: unit().describe("The rate in peakHours."),
        trough: unit().describe("The rate far from peakHours."),
        peakHours: timeSpan().prefault(defaults.peakHours).describe("The part of the day at the peak."),
        ramp: duration()
          .prefault(defaults.ramp)
          .describe("How long the rate rises before peakHours, and falls after them."),
        timezone: timezone().optional().describe("The time zone of peakHours and weekdays; left out, the clock's."),
        weekdays: z
          .strictObject(weekdayFactors)
          .prefault({})
          .describe("Factors of single weekdays, which multiply the rate."),
      })
      .refine(({ peakHours, ramp }) => 2 * ramp <= (minutesPerDay - length(peakHours)) * minute, {
        path: ["ramp"],
        message: "a ramp of at most half of the time outside peakHours",
      }),
  compile: ({ peak, trough, peakHours, ramp, timezone, weekdays: factors }, { clock, horizon }) => {
    const local = clock.localTime(timezone ?? clock.timezone);
    const rateAt = (instant: number) => {
      const epochMs = clock.epochMs(instant);
      const height = heightAt(local.minutes(epochMs), peakHours, ramp / minute);
      return (trough + (peak - trough) * height) * (factors[weekdays[local.weekday(epochMs) - 1]] ?? 1);
    };
    return sampled(rateAt, minute, horizon);
  },
});

/** The part of a decoded daily curve that describes the shape of its day. */
export interface DailyConfig {
  readonly peakHours: Hours;
  /** Length of the ramp, in microseconds. */
  readonly ramp: number;
}

/**
 * Describes what of a daily curve is a default: a peak at other hours or a steeper ramp would need other numbers of
 * tasks.
 */
export function daysByDefault({ peakHours, ramp }: DailyConfig): readonly string[] {
  return [
    ...(z.encode(timeSpan(), peakHours) === defaults.peakHours
      ? [`peaks ${defaults.peakHours} (peakHours, a default)`]
      : []),
    ...(z.encode(duration(), ramp) === defaults.ramp
      ? [`rises to its peak, and falls from it, in ${defaults.ramp} (ramp, a default)`]
      : []),
  ];
}

interface Hours {
  readonly from: number;
  readonly to: number;
}

/** 1 within the peak hours, 0 far from them, smooth (3x² − 2x³) over the ramp before and after. Minutes. */
function heightAt(minutes: number, peakHours: Hours, ramp: number): number {
  const sinceStart = forward(peakHours.from, minutes);
  const peak = length(peakHours);
  if (sinceStart < peak) return 1;
  const distance = Math.min(sinceStart - peak, minutesPerDay - sinceStart);
  if (distance >= ramp) return 0;
  const x = 1 - distance / ramp;
  return x * x * (3 - 2 * x);
}

function length({ from, to }: Hours): number {
  return forward(from, to) || minutesPerDay;
}

/** Minutes from one time of day forward to another. */
function forward(from: number, to: number): number {
  return (((to - from) % minutesPerDay) + minutesPerDay) % minutesPerDay;
}
