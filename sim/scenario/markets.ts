import { defaultMarket, marketNamed, type NamedMarket, unseenDiscount } from "../capacity/market.js";
import { marketIn, spotEntries } from "../capacity/strategy.js";
import { observedDiscount } from "../cost/price-book.js";
import { ofKind } from "../incidents/index.js";
import { fleetOf } from "../services/service-shape.js";
import type { ScenarioData } from "./files.js";
import type { Scenario } from "./shape.js";

/** The Spot market of a service: the one that its strategy names, or that a strategy it is switched to does. */
export function marketOf(service: string, { services, incidents, markets }: Scenario): NamedMarket {
  const switched = ofKind(incidents, "strategy-switch").filter((incident) => incident.service === service);
  const strategies = [fleetOf(services[service])?.capacity, ...switched.map(({ capacity }) => capacity)];
  const named = strategies.map((strategy) => (strategy === undefined ? undefined : marketIn(strategy)));
  return marketNamed(
    markets,
    named.find((market) => market !== undefined),
  )!;
}

/** The Spot markets that the services of a scenario use, each once. */
export function spotMarketsOf(scenario: Scenario): readonly NamedMarket[] {
  const used = Object.keys(scenario.services).filter((service) => usesSpot(service, scenario));
  return [
    ...new Map(used.map((service) => marketOf(service, scenario)).map((market) => [market.name, market])).values(),
  ];
}

/** The scenario with what Spot takes off in its region, where its markets leave that out; the unnamed market among them. */
export function withDiscounts(scenario: Scenario, data: ScenarioData): Scenario {
  const usual = observedDiscount(data.prices(scenario).book, scenario.region)?.discount ?? unseenDiscount;
  const isUnnamed = spotMarketsOf(scenario).some(({ name }) => name === "default") && !scenario.markets.default;
  const known = isUnnamed ? { ...scenario.markets, default: { ...defaultMarket, discount: usual } } : scenario.markets;
  const markets = Object.entries(known).map(([name, market]) => [
    name,
    { ...market, discount: market.discount ?? usual },
  ]);
  return { ...scenario, markets: Object.fromEntries(markets) };
}

function usesSpot(service: string, { services, incidents }: Scenario): boolean {
  const switched = ofKind(incidents, "strategy-switch").filter((incident) => incident.service === service);
  const fleets = [fleetOf(services[service]), ...switched];
  return fleets.some((fleet) => fleet !== null && fleet !== undefined && spotEntries(fleet.capacity).length > 0);
}
