import { Clock } from "../../workload/clock.js";
import { bill } from "../cost/bill.js";
import { savingsPlan } from "../cost/prices.js";
import type { Run } from "../outcome/index.js";
import type { Replication } from "../outcome/replication.js";
import type { ReadScenario } from "../scenario/index.js";

/** Bills the replications of a scenario at its prices. */
export function price({ scenario, data }: ReadScenario, replications: readonly Replication[]): readonly Run[] {
  const clock = new Clock(scenario.clock);
  const { region, prices } = scenario;
  const { book } = data.prices(scenario);
  const terms = { region, discount: prices.discount, savingsPlan: savingsPlan(prices), monthly: clock.monthly };
  const days = clock.duration / 86_400e6;
  return replications.map((replication) => ({ replication, bill: bill(replication.usage, book, terms), days }));
}
