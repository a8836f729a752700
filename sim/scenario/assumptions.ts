import { capacityAssumptions } from "../capacity/assumptions.js";
import type { NamedMarket } from "../capacity/market.js";
import { marketOf } from "./markets.js";
import type { Scenario } from "./shape.js";

/** What a prediction takes for granted, as sentences that stand beside it. */
export function assumptionsOf(scenario: Scenario): readonly string[] {
  const markets = new Map<string, NamedMarket>();
  for (const service of Object.keys(scenario.services)) {
    const market = marketOf(service, scenario);
    if (usesSpot(service, scenario)) markets.set(market.name, market);
  }
  return capacityAssumptions(scenario.account, [...markets.values()]);
}

function usesSpot(service: string, { services, incidents }: Scenario): boolean {
  const switched = incidents.flatMap((incident) => (incident.kind === "strategy-switch" ? [incident.capacity] : []));
  return [services[service].capacity, ...switched].some(({ FARGATE_SPOT }) => FARGATE_SPOT !== undefined);
}
