import { marketNamed, type NamedMarket } from "../capacity/market.js";
import { ofKind } from "../incidents/index.js";
import type { Scenario } from "./shape.js";

/** The Spot market of a service: the one that its strategy names, or that a strategy it is switched to does. */
export function marketOf(service: string, { services, incidents, markets }: Scenario): NamedMarket {
  const switched = ofKind(incidents, "strategy-switch").filter((incident) => incident.service === service);
  const strategies = [services[service].capacity, ...switched.map(({ capacity }) => capacity)];
  const named = strategies.find(({ FARGATE_SPOT }) => FARGATE_SPOT?.market !== undefined)?.FARGATE_SPOT?.market;
  return marketNamed(markets, named)!;
}

/** The Spot markets that the services of a scenario use, each once. */
export function spotMarketsOf(scenario: Scenario): readonly NamedMarket[] {
  const used = Object.keys(scenario.services).filter((service) => usesSpot(service, scenario));
  return [
    ...new Map(used.map((service) => marketOf(service, scenario)).map((market) => [market.name, market])).values(),
  ];
}

function usesSpot(service: string, { services, incidents }: Scenario): boolean {
  const switched = ofKind(incidents, "strategy-switch").filter((incident) => incident.service === service);
  return [services[service], ...switched].some(({ capacity }) => capacity.FARGATE_SPOT !== undefined);
}
