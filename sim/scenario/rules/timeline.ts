import type { Path } from "../../../scenarios/language/index.js";
import { spell } from "../../../scenarios/language/spelling.js";
import { day, hour, hoursPerMonth, minute } from "../../../scenarios/language/units/time.js";
import { Clock, isTooLong, runLongest } from "../../../workload/clock.js";
import { CronSchedule } from "../../../workload/cron.js";
import { curvesOfKind } from "../../../workload/curves/index.js";
import { isMonth } from "../../../workload/month.js";
import { instantOf, momentsMost, momentsOf, type When } from "../../../workload/when.js";
import { breachesIn, minutesOfBreach } from "../../incidents/index.js";
import type { ScenarioRule } from "./rule.js";

/** An incident befalls the run only within its time; what began before the warm-up cannot be made up for. */
export const incidentsWithinRun: ScenarioRule = () => ({
  code: "incident-outside-run",
  check({ clock: config, incidents }, report) {
    const clock = new Clock(config);
    const problem = { severity: "warning", expected: "a moment within the run" } as const;
    const hint = `the run lasts ${spell.time(config.duration)} from ${clock.iso(0)}`;
    for (const { index, objective } of breachesIn(incidents)) {
      const lasts = minutesOfBreach(objective) * minute;
      if (lasts < config.duration) continue;
      const expected = "a breach that can come within the run";
      const got = `'${objective.text}', seen after ${spell.time(lasts)} at the earliest`;
      report(["incidents", index, "onBreach"], { severity: "warning", expected, got, hint });
    }
    for (const [index, incident] of incidents.entries()) {
      const { at, cron, lasts = 0 }: When = incident;
      const path = ["incidents", index];
      const since = at === undefined ? 0 : instantOf(at, clock);
      if (since >= config.duration) {
        report([...path, "at"], { ...problem, got: `${spell.time(since)} after its start`, hint });
      } else if (since < -config.warmup) {
        const expected = `a moment of the run or of its warm-up, ${spell.time(config.warmup)} before it`;
        const got = `${spell.time(-since)} before its start`;
        const hint = `write clock.warmup: ${spell.time(-since)}`;
        report([...path, "at"], { severity: "error", expected, got, hint });
      }
      if (cron !== undefined && new CronSchedule(cron, clock).nextAfter(-config.warmup - lasts) >= config.duration) {
        report([...path, "cron"], { ...problem, got: `'${cron}', which is not due in it`, hint });
      }
    }
  },
});

/** An incident that repeats is over before it comes again, and comes a number of times that can be planned. */
export const repeatedIncident: ScenarioRule = () => ({
  code: "repeated-incident",
  check({ clock: config, incidents }, report) {
    if (isTooLong(config)) return;
    const clock = new Clock(config);
    for (const [index, incident] of incidents.entries()) {
      const { cron, lasts = 0 }: When = incident;
      if (cron === undefined) continue;
      const moments = momentsOf(incident, clock);
      if (moments.length >= momentsMost) {
        const expected = `an incident that comes less than ${momentsMost} times in the run`;
        report(["incidents", index, "cron"], { severity: "error", expected, got: `'${cron}'` });
      }
      const gap = Math.min(...moments.slice(1).map((at, before) => at - moments[before]));
      if (lasts <= gap) continue;
      const expected = `at most ${spell.time(gap)}, until it comes again`;
      report(["incidents", index, "lasts"], { severity: "error", expected, got: spell.time(lasts) });
    }
  },
});

/** A part of a day stands for a month only when it is said which part of it: whoever asks for a month has to say so. */
export const representedMonth: ScenarioRule = ({ isDay }) => ({
  code: "no-month",
  check({ clock, calendar, objectives, claims }, report) {
    if (isDay || calendar !== undefined) return;
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

/** A run that stands for a month has what happens as often as that month would, unless it is said what it stands for. */
export const datedIncident: ScenarioRule = ({ isDay }) => ({
  code: "dated-incident",
  check({ clock: config, calendar, incidents, demand }, report) {
    if (isDay || calendar !== undefined) return;
    const clock = new Clock(config);
    if (config.represents !== undefined || clock.monthly.hours === null || isMonth(config.duration)) return;
    const time = spell.time(config.duration);
    const hint =
      `a day of its own is a variant and a line of calendar:; once a month is also clock.duration: 30d, with cron for what comes again; if every ${time} has it, ` +
      `write clock.represents: ${config.duration === day ? "24h per day" : `${hoursPerMonth}h per month`}`;
    const warnOf = (kind: string, path: Path) => {
      const expected = "a run of a month, or clock.represents, beside what has a date of its own";
      const got = `a ${kind} that the month would have once every ${time}`;
      report([...path, "at"], { severity: "warning", expected, got, hint });
    };
    for (const [index, { curve }] of demand.entries()) {
      for (const { path, config: spike } of curvesOfKind<When>("spike", curve, ["demand", index, "curve"])) {
        if (instantOf(spike.at!, clock) < config.duration) warnOf("spike", path);
      }
    }
    for (const [index, incident] of incidents.entries()) {
      const { at, cron }: When = incident;
      if (at !== undefined && instantOf(at, clock) < config.duration) warnOf(incident.kind, ["incidents", index]);
      if (cron === undefined) continue;
      const { due, usual } = frequency(cron, clock);
      if (due === 0 || Math.abs(due - usual) < 0.5) continue;
      report(["incidents", index, "cron"], {
        severity: "warning",
        expected: `a run of a month, or clock.represents, beside an incident that is not due equally often every ${time}`,
        got: `'${cron}', due ${times(due)} in the run and ${times(usual)} in ${time} on average`,
        hint,
      });
    }
  },
});

const fourWeeks = 28 * day;

/**
 * Number of times that a schedule is due in the run, and in four weeks from its start; very frequent ones count as
 * even.
 */
function frequency(cron: string, clock: Clock): { readonly due: number; readonly usual: number } {
  const schedule = new CronSchedule(cron, clock);
  const count = (until: number) => {
    let due = 0;
    for (let at = schedule.nextAfter(-1); at < until && due < momentsMost; at = schedule.nextAfter(at)) due++;
    return due;
  };
  const due = count(clock.duration);
  const inFourWeeks = count(fourWeeks);
  return { due, usual: inFourWeeks === momentsMost ? due : (inFourWeeks * clock.duration) / fourWeeks };
}

function times(count: number): string {
  return count === 1 ? "once" : `${+count.toFixed(2)} times`;
}

/** The time that a run represents has to fit into its period. */
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
      if (clock[key] <= runLongest) continue;
      report(["clock", key], { severity: "error", expected: "at most 366d", got: spell.time(clock[key]) });
    }
  },
});
