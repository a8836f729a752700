import type { Scenario } from "../scenario/index.js";
import { type Stratification, stratification } from "./replicate.js";

/** Days with and without a crunch are simulated apart where crunches are rare, however many months there are. */
export const replicationsForStrata = 10;

/** One type of a month's days, and how its days are simulated. */
export interface DayPlan {
  readonly days: number;
  readonly simulate: number;
  readonly scenario: Scenario;
  readonly strata: Stratification;
}

/** The plan for the days of one type. */
export function planOf({ days, simulate, scenario }: Omit<DayPlan, "strata">): DayPlan {
  return { days, simulate, scenario, strata: stratification(scenario, replicationsForStrata) };
}

/** A day that is simulated for a month: which replication of its type, and how many days of the month it stands for. */
export interface PlannedDay {
  readonly type: number;
  readonly index: number;
  readonly times: number;
}

/** The days of the month of a replication: as many of each type as it says, each in every class of its nights. */
export function daysOfMonth(plans: readonly DayPlan[], replication: number): readonly PlannedDay[] {
  return plans.flatMap(({ days, simulate, strata: { strata } }, type) => {
    const classes = strata.length === 0 ? [1] : strata.map(({ probability }) => probability);
    const each = simulate * classes.length;
    return Array.from({ length: each }, (_, place) => ({
      type,
      index: replication * each + place,
      times: (days / simulate) * classes[place % classes.length],
    }));
  });
}
