import { hour, hoursPerMonth } from "../../../scenarios/language/units/time.js";
import { Clock } from "../../../workload/clock.js";
import { instantOf } from "../../../workload/instant.js";
import { CronSchedule } from "../../scaling/cron.js";
import type { ScenarioRule } from "./rule.js";
import { spell } from "./spelling.js";

const longest = 366 * 86_400_000_000;

/** An incident befalls the run only within its time. */
export const incidentsWithinRun: ScenarioRule = () => ({
  code: "incident-outside-run",
  check({ clock: config, incidents }, report) {
    const clock = new Clock(config);
    const hint = `the run lasts ${spell.time(config.duration)} from ${clock.iso(0)}`;
    for (const [index, incident] of incidents.entries()) {
      const { at } = incident;
      const cron = "cron" in incident ? incident.cron : undefined;
      const problem = { severity: "warning", expected: "a moment within the run", hint } as const;
      const path = ["incidents", index];
      if (at !== undefined && instantOf(at, clock) >= config.duration) {
        const got = `${spell.time(instantOf(at, clock))} after its start`;
        report([...path, "at"], { ...problem, got });
      }
      if (cron !== undefined && new CronSchedule(cron, clock).nextAfter(-config.warmup) >= config.duration) {
        report([...path, "cron"], { ...problem, got: `'${cron}', which is not due in it` });
      }
    }
  },
});

/** A part of a day stands for a month only when it is said which part of it: whoever asks for a month has to say so. */
export const representedMonth: ScenarioRule = () => ({
  code: "no-month",
  check({ clock, objectives, claims }, report) {
    const isAsked =
      objectives.some(({ subject, metric }) => subject.kind === "cost" && metric === "perMonth") ||
      claims.some(({ compute }) => compute.startsWith("cost.perMonth"));
    if (!isAsked || new Clock(clock).monthly.hours !== null) return;
    const time = spell.time(clock.duration);
    report(["clock", "duration"], {
      severity: "warning",
      expected: "whole days, or represents beside it",
      got: time,
      hint: `write for example represents: ${time} per day; without it there is no cost per month`,
    });
  },
});

/** A day with something that happens once is not each day of a month, unless it is said to be. */
export const datedIncident: ScenarioRule = () => ({
  code: "dated-incident",
  check({ clock, incidents }, report) {
    const { monthly } = new Clock(clock);
    if (clock.represents !== undefined || monthly.hours === null) return;
    const time = spell.time(clock.duration);
    for (const [index, { at, kind }] of incidents.entries()) {
      if (at === undefined) continue;
      report(["incidents", index, "at"], {
        severity: "warning",
        expected: "clock.represents beside an incident with a date of its own",
        got: `a ${kind} that the month would have once every ${time}`,
        hint: `write clock.represents: ${time} per month for an incident a month, or for each day 24h per day`,
      });
    }
  },
});

/** What a run stands for fits into its period. */
export const representedTime: ScenarioRule = () => ({
  code: "represents",
  check({ clock }, report) {
    if (clock.represents === undefined) return;
    const { time, per } = clock.represents;
    const most = hoursOf[per];
    if (time <= most * hour) return;
    const expected = `at most ${most}h per ${per}`;
    report(["clock", "represents"], { severity: "error", expected, got: `${spell.time(time)} per ${per}` });
  },
});

const hoursOf = { day: 24, weekday: 24, "weekend day": 24, week: 168, month: hoursPerMonth } as const;

/** Beyond a year a scenario is one of its own, and its curves alone would fill the memory. */
export const runLength: ScenarioRule = () => ({
  code: "run-length",
  check({ clock }, report) {
    for (const key of ["duration", "warmup"] as const) {
      if (clock[key] <= longest) continue;
      report(["clock", key], { severity: "error", expected: "at most 366d", got: spell.time(clock[key]) });
    }
  },
});

/** Whether a run is so long that nothing should be made of it. */
export function isTooLong({ duration, warmup }: { readonly duration: number; readonly warmup: number }): boolean {
  return Math.max(duration, warmup) > longest;
}
