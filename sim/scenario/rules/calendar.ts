import { variantJoint } from "../../../scenarios/language/read.js";
import { spell } from "../../../scenarios/language/spelling.js";
import { day } from "../../../scenarios/language/units/time.js";
import { daysOf, monthDays } from "../calendar.js";
import type { ScenarioRule } from "./rule.js";

/** A calendar has the days of a month, each type under a name of its own. */
export const calendarDays: ScenarioRule = () => ({
  code: "calendar",
  check({ calendar, ladder }, report) {
    if (calendar === undefined) return;
    const all = daysOf(calendar);
    if (all < monthDays.min || all > monthDays.max) {
      const expected = `days that add up to a month: ${monthDays.min} to ${monthDays.max}`;
      report(["calendar"], { severity: "error", expected, got: `${Number(all.toFixed(2))} days` });
    }
    for (const [index, { name }] of calendar.entries()) {
      if (calendar.findIndex((other) => other.name === name) === index) continue;
      report(["calendar", index, "name"], { severity: "error", expected: "a name of its own", got: `'${name}'` });
    }
    if (ladder !== undefined) {
      const expected = "a ladder or a calendar, each in a scenario of its own";
      report(["ladder"], { severity: "error", expected, got: "both" });
    }
  },
});

/** A run is a day of the calendar, whole or as much of each day as `represents` says. */
export const calendarClock: ScenarioRule = () => ({
  code: "calendar-clock",
  check({ calendar, clock: { duration, represents } }, report) {
    if (calendar === undefined) return;
    const time = spell.time(duration);
    if (represents !== undefined && represents.per !== "day") {
      const got = `per ${represents.per}`;
      const hint = "the calendar says how many days there are of each type";
      report(["clock", "represents"], { severity: "error", expected: "a time per day beside a calendar", got, hint });
    } else if (duration !== day && (duration > day || represents === undefined)) {
      const expected = "one day, 24h, or a part of each day with represents, beside a calendar";
      const hint = duration > day ? undefined : `write represents: ${time} per day`;
      report(["clock", "duration"], { severity: "error", expected, got: time, hint });
    }
  },
});

/** The variants that days of a calendar are, each joined of several where it says so. */
export function variantsOfDay(variant: string | undefined, known: readonly string[]): readonly string[] {
  if (variant === undefined || known.includes(variant)) return [];
  return variant.split(variantJoint);
}
