import { z } from "zod";
import type { Issue, Problem } from "../../scenarios/language/index.js";
import { didYouMean } from "../../scenarios/language/issues.js";
import { difference } from "../../scenarios/language/overlay.js";
import { variantJoint } from "../../scenarios/language/read.js";
import { all, spell } from "../../scenarios/language/spelling.js";
import { Clock } from "../../workload/clock.js";
import { daySeed } from "../../workload/random.js";
import type { Calendar } from "./calendar.js";
import { type Scenario, scenarioShape } from "./shape.js";

/** The variant that a day is read with: its own over that of the call. */
export function variantOfDay(called: string | undefined, { variant }: Calendar[number]): string | undefined {
  const names = [called, variant].filter((name) => name !== undefined);
  return names.length === 0 ? undefined : names.join(variantJoint);
}

/**
 * A scenario as a day of a month: it has random numbers of its own, since days of several types are no copies of each other,
 * and is judged by what the month is judged by.
 */
export function asDay(scenario: Scenario, month: Scenario, name: string): Scenario {
  const { calendar: _calendar, ladder: _ladder, ...own } = scenario;
  const { replications } = month;
  const objectives = month.objectives.filter(({ subject, metric }) => subject.kind !== "cost" || metric !== "perMonth");
  return { ...own, seed: daySeed(month.seed, name), replications, objectives, claims: [] };
}

/** Keys that a day takes from its month, whatever its variant says. */
const ofMonth = ["name", "about", "seed", "replications", "objectives", "claims", "calendar", "ladder"];

/** The overlays that turn a resolved scenario into its days, by the names in its calendar. */
export function dayVariants(month: Scenario, days: readonly (Scenario | null)[]): Readonly<Record<string, unknown>> {
  const encoded = (scenario: Scenario) => {
    const whole = Object.entries(z.encode(scenarioShape, scenario) as Readonly<Record<string, unknown>>);
    return Object.fromEntries(whole.filter(([key]) => !ofMonth.includes(key)));
  };
  const below = encoded(month);
  const named = (month.calendar ?? []).flatMap(({ variant }, at) => {
    const day = days[at];
    return variant === undefined || day === null ? [] : [[variant, difference(below, encoded(day)) ?? {}] as const];
  });
  return Object.fromEntries(named);
}

/**
 * The reasons why a variant cannot be a day of this month: a month has one region, one list of services and one price.
 */
export function dayProblems(month: Scenario, day: Scenario): readonly Problem[] {
  const problem = (expected: string, got: string): Problem => ({ severity: "error", expected, got });
  const [services, own] = [month, day].map((scenario) =>
    all(Object.entries(scenario.services).map(([name, { kind }]) => `${name} (${kind})`)),
  );
  const [begin, ownBegin] = [month, day].map((scenario) => new Clock(scenario.clock).iso(0).slice(11, 16));
  const encoded = (value: unknown) => JSON.stringify(value);
  const lasts = ({ clock }: Scenario) => spell.time(clock.duration);
  return [
    ...(month.region === day.region
      ? []
      : [problem(`a day in ${month.region}, as the rest of the month`, `one in ${day.region}`)]),
    ...(services === own ? [] : [problem(`the services of the month: ${services}`, own)]),
    ...(encoded(month.prices) === encoded(day.prices) ? [] : [problem("prices of the whole month", "others")]),
    ...(encoded(month.infrastructure.other) === encoded(day.infrastructure.other)
      ? []
      : [problem("infrastructure.other of the whole month", "another for a day")]),
    ...(lasts(month) === lasts(day) && encoded(month.clock.represents) === encoded(day.clock.represents)
      ? []
      : [problem(`a day of ${lasts(month)}, as all of the month`, `one of ${lasts(day)}, or another represents`)]),
    ...(begin === ownBegin && month.clock.timezone === day.clock.timezone
      ? []
      : [problem(`a day that begins at ${begin} in ${month.clock.timezone}`, `one that begins at ${ownBegin}`)]),
  ];
}

/** The problem of a call that names a day which the calendar does not have. */
export function unknownDay(file: string, asked: string, calendar: Calendar | undefined): Issue {
  const names = (calendar ?? []).map(({ name }) => name);
  return {
    ...{ file, line: 1, column: 1, code: "unknown-day", severity: "error", path: "calendar", got: `'${asked}'` },
    expected:
      names.length === 0 ? "no --day, since the scenario has no calendar" : `one of the days ${names.join(", ")}`,
    hint: didYouMean(asked, names),
  };
}
