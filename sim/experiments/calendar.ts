import { replicationSeed } from "../../workload/random.js";
import type { DayRuns } from "../outcome/calendar.js";
import { monthOfDays } from "../outcome/month.js";
import type { Replication } from "../outcome/replication.js";
import type { AutoscalingConfig } from "../scaling/index.js";
import type { CalendarDay, ReadScenario } from "../scenario/index.js";
import { type DayPlan, daysOfMonth, type PlannedDay, planOf, replicationsForStrata } from "./month-plan.js";
import { price } from "./price.js";
import { onWorkers, type ThreadJob, type ThreadOptions } from "./threads.js";

/**
 * Simulates the days of the months of some replications; after an abort those are left that are whole. `made` are months that
 * are there already.
 */
export async function simulateMonths(
  read: ReadScenario,
  made: readonly Replication[],
  options: ThreadOptions,
): Promise<readonly Replication[]> {
  const known = made.filter(({ aborted }) => aborted === null);
  const missing = plannedMonths(read).filter(({ index }) => known.every((month) => month.index !== index));
  const found = await inOrder(dayJobs(read, missing), {
    ...options,
    onProgress: (done, total) => options.onProgress?.((missing.length * done) / total, missing.length),
  });
  return [...known, ...monthsOf(read, missing, found)].sort((a, b) => a.index - b.index);
}

/** The month of a replication, as it is to be simulated. */
export interface PlannedMonth {
  readonly index: number;
  readonly days: readonly PlannedDay[];
}

/** The days of every replication. */
export function plannedMonths({ scenario, days }: ReadScenario): readonly PlannedMonth[] {
  const plans = plansOf(days);
  return Array.from({ length: scenario.replications }, (_, index) => ({ index, days: daysOfMonth(plans, index) }));
}

/**
 * Jobs that simulate the days of some months, in the order of the plan, with the scenario's own autoscaling or another.
 */
export function dayJobs(
  { days }: ReadScenario,
  planned: readonly PlannedMonth[],
  scaledBy?: (own: AutoscalingConfig) => AutoscalingConfig,
): readonly ThreadJob[] {
  const types = days.map(({ read: { resolved, data, scenario } }) => ({
    scenario: { resolved, files: data.texts, replications: replicationsForStrata },
    ...(scaledBy && { autoscaling: scaledBy(scenario.autoscaling) }),
  }));
  return planned.flatMap((month) => month.days.map(({ type, index }): ThreadJob => ({ index, ...types[type] })));
}

/** Puts months together from their days, which stand in the order of the plan; a month that lacks a day is left out. */
export function monthsOf(
  { scenario: { seed } }: ReadScenario,
  planned: readonly PlannedMonth[],
  found: readonly (Replication | null)[],
): readonly Replication[] {
  let place = 0;
  return planned.flatMap(({ index, days }) => {
    const whole = days.flatMap(({ type, times }) => {
      const replication = found[place++];
      return replication === null ? [] : [{ type, times, replication }];
    });
    return whole.length < days.length ? [] : [monthOfDays(index, replicationSeed(seed, index), whole)];
  });
}

/** The days of some months by type, each billed by itself. */
export function daysByType(
  { days }: ReadScenario,
  months: readonly Replication[],
): readonly (DayRuns & { readonly day: CalendarDay })[] {
  const plans = plansOf(days);
  return days.map((day, type) => {
    const own = months.flatMap((month) => month.days!.filter((each) => each.type === type));
    const runs = price(
      day.read,
      own.map(({ replication }) => replication),
    );
    return { day, days: day.days, runs, strata: plans[type].strata.strata };
  });
}

function plansOf(days: readonly CalendarDay[]): readonly DayPlan[] {
  return days.map(({ days, simulate, read: { scenario } }) => planOf({ days, simulate, scenario }));
}

/**
 * The replications that jobs made, in the order of the jobs; null for those that were stopped before they had anything
 * to report.
 */
async function inOrder(jobs: readonly ThreadJob[], options: ThreadOptions): Promise<readonly (Replication | null)[]> {
  const found: (Replication | null)[] = jobs.map(() => null);
  for await (const { place, made, error } of onWorkers(jobs, options)) {
    if (error) throw error;
    found[place] = made;
  }
  return found;
}
