import { z } from "zod";
import { integer, label, number, text } from "../../scenarios/language/index.js";
import { hoursPerMonth } from "../../scenarios/language/units/time.js";

/** The days that a month has: no calendar has fewer or more. */
export const monthDays = { min: 28, max: 31 } as const;

/**
 * A month as days of several types: so many ordinary ones, one with a spike. A type is the scenario, or one of its variants;
 * of each, `simulate` days are simulated in every replication, and stand for all of its days.
 */
export const calendarShape = z
  .array(
    z.strictObject({
      name: label().describe("What reports call this type of day."),
      days: number({ min: 0.01, max: monthDays.max }).describe("How many days of the month are of this type."),
      variant: text()
        .optional()
        .describe("The variant of the scenario that holds on such a day; left out, the scenario itself."),
      simulate: integer({ min: 1, max: 1000 })
        .prefault(1)
        .describe("Days of this type that each replication simulates, which stand for all of them."),
    }),
  )
  .min(1)
  .max(monthDays.max);

export type Calendar = z.output<typeof calendarShape>;

/** The days of a month of this calendar. */
export function daysOf(calendar: Calendar): number {
  return calendar.reduce((sum, { days }) => sum + days, 0);
}

/** The words for how a month of 730 h is composed from a calendar. */
export function calendarBasis(calendar: Calendar): string {
  const parts = calendar.map(({ name, days }) => `${days} × ${name}`);
  const times = hoursPerMonth / 24 / daysOf(calendar);
  return `${parts.join(" + ")} as a month of 730 h, × ${times.toFixed(3)}`;
}
