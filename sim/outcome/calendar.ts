import type { Estimate } from "../facts/estimates.js";
import { studentQuantile } from "../statistics/distributions.js";
import { estimateMean } from "../statistics/moments.js";
import type { CalendarOutcome, CostOutcome, DayOutcome, Outcome } from "./outcome.js";
import { groupRuns, type Run, type StratumDefinition, sample } from "./runs.js";

/** The simulated days of one type, and how many of them a month has. */
export interface DayRuns {
  readonly days: number;
  readonly runs: readonly Run[];
  /** Empty where nothing is stratified. */
  readonly strata: readonly StratumDefinition[];
}

/** Summary of a type of days, from the outcome of such days alone. */
export function dayOutcome(name: string, days: number, outcome: Outcome): DayOutcome {
  const { perMonthUsd: _month, perMonthBasis: _basis, ...cost } = outcome.cost;
  const { variant, clock, replications, digest, services, objectives, strata } = outcome;
  return { name, days, simulated: replications, variant, clock, digest, services, cost, objectives, strata };
}

/**
 * The outcome of months with what it is made of. A month that was put together from few days scatters more than one of
 * thirty different days: where one future month falls is told of its cost alone, which the days' own scatter gives.
 */
export function withCalendar(outcome: Outcome, calendar: CalendarOutcome, types: readonly DayRuns[]): Outcome {
  return {
    ...outcome,
    services: withoutRanges(outcome.services),
    cost: { ...withoutRanges(outcome.cost), ...costRanges(outcome.cost, types) },
    calendar,
  };
}

function costRanges(cost: CostOutcome, types: readonly DayRuns[]): Pick<CostOutcome, "totalUsd" | "perMonthUsd"> {
  const all = types.reduce((sum, { days }) => sum + days, 0);
  const perMonth = ({ bill }: Run) => bill.perMonthUsd ?? Number.NaN;
  return {
    totalUsd: withRange(cost.totalUsd, types, ({ bill }) => bill.totalUsd),
    perMonthUsd: withRange(cost.perMonthUsd, types, (run) => perMonth(run) / all),
  };
}

/**
 * Adds the range of one future month: its days scatter around a mean that is itself uncertain. `ofDay`: what a day
 * adds.
 */
function withRange(estimate: Estimate, types: readonly DayRuns[], ofDay: (run: Run) => number): Estimate {
  const { value, low, high } = estimate;
  const least = Math.min(...types.map(({ runs }) => runs.length));
  if (value === null || low === null || high === null || least < 2) return { ...estimate, predictedRange: null };
  const scatter = types.reduce((sum, { days, runs, strata }) => {
    return sum + days * estimateMean(sample(groupRuns(runs, strata), ofDay)).variance;
  }, 0);
  const t = studentQuantile(0.975, least - 1);
  const half = Math.hypot((high - low) / 2, t * Math.sqrt(scatter));
  return { ...estimate, predictedRange: [Math.max(0, value - half), value + half] };
}

/** The estimates without the range of a single run. */
function withoutRanges<Told>(told: Told): Told {
  if (typeof told !== "object" || told === null || Array.isArray(told)) return told;
  const entries = Object.entries(told).map(([key, value]) => [
    key,
    key === "predictedRange" ? null : key === "series" ? value : withoutRanges(value),
  ]);
  return Object.fromEntries(entries) as Told;
}
