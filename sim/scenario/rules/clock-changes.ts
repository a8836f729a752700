import { timeOfDay } from "../../../scenarios/language/index.js";
import { day } from "../../../scenarios/language/units/time.js";
import { Clock } from "../../../workload/clock.js";
import { CronSchedule } from "../../../workload/cron.js";
import { instantOf } from "../../../workload/when.js";
import { asIfUtc, type ClockChange, clockChanges, localText } from "../../../workload/zone.js";
import { fleetOf } from "../../services/service-shape.js";
import type { Scenario } from "../shape.js";
import type { ScenarioRule } from "./rule.js";

const dayMs = day / 1_000;

/** A local time at which the clocks are changed does not exist, or is two moments. */
export const clockChange: ScenarioRule = () => ({
  code: "clock-change",
  check(scenario, report) {
    const { timezone } = scenario.clock;
    const clock = new Clock(scenario.clock);
    for (const { path, local, got } of datesOf(scenario, clock)) {
      const at = asIfUtc(local);
      const near = clockChanges(timezone, at - 2 * dayMs, at + 2 * dayMs);
      const change = near.find(({ from, to }) => at >= from && at < to);
      if (change === undefined) continue;
      const taken = clock.iso(instantOf({ local }, clock));
      report(path, { ...told(change, timezone), got, hint: `it is taken as ${taken}` });
    }
    for (const { path, cron, zone } of cronsOf(scenario)) {
      const met = changesOf(scenario, zone).find((one) => isDueIn(cron, one));
      if (met === undefined) continue;
      const hint = met.kind === "skips" ? "it is due as soon as the clocks are on" : "it is due once, the first time";
      report([...path, "cron"], { ...told(met, zone), got: `'${cron}'`, hint });
    }
  },
});

function told({ kind, from, to }: ClockChange, zone: string) {
  const [first, last] = [from, to].map(localText);
  const expected = `a time that the clocks of ${zone} show once: they ${kind === "skips" ? "skip" : "repeat"} ${first} to ${last}`;
  return { severity: "warning", expected } as const;
}

/** The local dates and times that a scenario names, and how each is written: a time of day is the first one after the start. */
function datesOf({ clock: config, incidents }: Scenario, clock: Clock) {
  const dated = incidents.flatMap(({ at }, index) => {
    const path = ["incidents", index, "at"];
    if (at === undefined || "sinceStart" in at) return [];
    if ("local" in at) return [{ path, local: at.local, got: at.local }];
    const got = String(timeOfDay().encode(at.timeOfDay));
    return [{ path, local: `${clock.iso(clock.firstAt(at.timeOfDay)).slice(0, 10)}T${got}`, got }];
  });
  return [{ path: ["clock", "start"], local: config.start, got: config.start }, ...dated];
}

function cronsOf({ services, incidents, clock }: Scenario) {
  const actions = Object.entries(services).flatMap(([name, config]) =>
    (fleetOf(config)?.scaling ?? []).flatMap((policy, index) =>
      policy.kind === "scheduled"
        ? [{ path: ["services", name, "scaling", index], cron: policy.cron, zone: policy.timezone ?? clock.timezone }]
        : [],
    ),
  );
  const repeated = incidents.flatMap((incident, index) =>
    "cron" in incident && incident.cron !== undefined
      ? [{ path: ["incidents", index], cron: incident.cron, zone: clock.timezone }]
      : [],
  );
  return [...actions, ...repeated];
}

function changesOf({ clock: config }: Scenario, zone: string): readonly ClockChange[] {
  const clock = new Clock(config);
  return clockChanges(zone, clock.epochMs(clock.horizon.from), clock.epochMs(clock.horizon.to));
}

/** Whether a schedule names a wall-clock time between two; one that is due every hour names none. */
function isDueIn(cron: string, { from, to }: ClockChange): boolean {
  const schedule = new CronSchedule(cron, { startEpochMs: from, timezone: "UTC" });
  const length = (to - from) * 1_000;
  return schedule.nextAfter(-length - 1) >= 0 && schedule.nextAfter(-1) < length;
}
