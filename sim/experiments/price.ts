import { Clock } from "../../workload/clock.js";
import { isMonth, type Month } from "../../workload/month.js";
import { instantOf } from "../../workload/when.js";
import { bill } from "../cost/bill.js";
import { savingsPlan } from "../cost/cost-shape.js";
import { type BilledDay, monthBill } from "../cost/month-bill.js";
import type { Run } from "../outcome/index.js";
import type { SimulatedDay } from "../outcome/replication.js";
import { type Replication, sentBy } from "../outcome/replication.js";
import { calendarBasis, type ReadScenario } from "../scenario/index.js";

const endedEarly: Month = { hours: null, basis: "the run ended early" };

/**
 * Where `represents` is not given for a run with an incident, the month has the incident as often as it has the run.
 */
function withIncidents(monthly: Month, { clock, incidents }: ReadScenario["scenario"]): Month {
  const isRepeated =
    clock.represents === undefined &&
    monthly.hours !== null &&
    !isMonth(clock.duration) &&
    incidents.some(({ at }) => at !== undefined && instantOf(at, new Clock(clock)) < clock.duration);
  return isRepeated ? { ...monthly, basis: `${monthly.basis}, its incidents too` } : monthly;
}

function monthOf(monthly: Month, scenario: ReadScenario["scenario"]): Month {
  const { calendar } = scenario;
  return calendar === undefined ? withIncidents(monthly, scenario) : { ...monthly, basis: calendarBasis(calendar) };
}

function billed({ replication, times }: SimulatedDay): BilledDay {
  const { usage, leftOut } = replication;
  return { usage, leftOut, requests: sentBy(replication), times };
}

/** Bills the replications of a scenario at its prices. */
export function price(
  { scenario, data }: Pick<ReadScenario, "scenario" | "data">,
  replications: readonly Replication[],
): readonly Run[] {
  const clock = new Clock(scenario.clock);
  const { region, prices, infrastructure } = scenario;
  const { book } = data.prices(scenario);
  const terms = { region, discount: prices.discount, savingsPlan: savingsPlan(prices) };
  return replications.map((replication) => {
    const monthly = replication.aborted === null ? monthOf(clock.monthly, scenario) : endedEarly;
    const other = { costs: infrastructure.other, requests: sentBy(replication) };
    const options = { ...terms, monthly, other };
    const { usage, leftOut, days } = replication;
    return {
      replication,
      bill: days === undefined ? bill(usage, book, options, leftOut) : monthBill(days.map(billed), book, options),
    };
  });
}
