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
