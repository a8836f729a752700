import type { CapacityUse } from "../capacity/assumptions.js";
import { poolMarkets, withKnown } from "../capacity/instances/pools.js";
import { defaultMarket, marketNamed, type NamedMarket, unseenDiscount } from "../capacity/market.js";
import { purchaseOf } from "../capacity/providers/by-provider.js";
import { type ProviderName, providers } from "../capacity/providers/index.js";
import { marketIn, spotEntries } from "../capacity/strategy.js";
import { instanceComponent } from "../cost/items/ec2.js";
import { observedDiscount } from "../cost/price-book.js";
import { ofKind } from "../incidents/index.js";
import { groupsOf } from "../services/fleet/instances-shape.js";
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

/** The markets and providers that a scenario uses beside Fargate. */
export function capacityUse(scenario: Scenario): CapacityUse {
  const strategies = Object.keys(scenario.services).map((name) => ({ name, used: providersOf(name, scenario) }));
  const beyondFargate = providers
    .map(({ name }) => name)
    .filter((name) => hasInstances(name) && strategies.some(({ used }) => used.includes(name)));
  const isOnFargate = (market: string) =>
    strategies.some(
      ({ name, used }) =>
        marketOf(name, scenario).name === market &&
        used.some((provider) => purchaseOf(provider) === "spot" && !hasInstances(provider)),
    );
  const onInstances = spotMarketsOf(scenario).filter(({ name }) => !isOnFargate(name));
  const fleets = Object.values(scenario.services).flatMap((config) => fleetOf(config) ?? []);
  const isOfRunsAlone = fleets.every(({ profiles }) => profiles !== undefined);
  return { beyondFargate, onInstances: onInstances.map(({ name }) => name), isOfRunsAlone };
}

function hasInstances(provider: ProviderName): boolean {
  return providers.some(({ name, hasInstances }) => name === provider && hasInstances);
}

/** The providers that a service, and the strategies that it is switched to, name. */
function providersOf(service: string, { services, incidents }: Scenario): readonly ProviderName[] {
  const switched = ofKind(incidents, "strategy-switch").filter((incident) => incident.service === service);
  const strategies = [fleetOf(services[service])?.capacity ?? {}, ...switched.map(({ capacity }) => capacity)];
  return providers
    .map(({ name }) => name)
    .filter((name) => strategies.some((strategy) => strategy[name] !== undefined));
}

/** Every market in which crunches come by chance: those of services, and the pools of instances that have some of their own. */
export function crunchMarketsOf(scenario: Scenario): readonly NamedMarket[] {
  const pools = Object.entries(scenario.services).flatMap(([service, config]) =>
    groupsOf(fleetOf(config)?.instances).flatMap(([, group]) => poolMarkets(service, group, scenario.account.zones)),
  );
  return [...spotMarketsOf(scenario), ...pools];
}

/** The scenario with what its region says of each type of its instances: price, Spot discount, interruptions. */
export function withInstances(scenario: Scenario, data: ScenarioData): Scenario {
  const { book } = data.prices(scenario);
  const priceOf = (type: string) => book.find(scenario.region, "EC2", instanceComponent(type))?.usd;
  const entries = Object.entries(scenario.services);
  if (entries.every(([, config]) => groupsOf(fleetOf(config)?.instances).length === 0)) return scenario;
  const services = entries.map(([name, config]) => {
    const groups = groupsOf(fleetOf(config)?.instances);
    if (groups.length === 0) return [name, config];
    const known = groups.map(([provider, group]) => [
      provider,
      withKnown(group, scenario.region, purchaseOf(provider) === "spot", priceOf),
    ]);
    return [name, { ...config, instances: Object.fromEntries(known) }];
  });
  return { ...scenario, services: Object.fromEntries(services) };
}

function usesSpot(service: string, { services, incidents }: Scenario): boolean {
  const switched = ofKind(incidents, "strategy-switch").filter((incident) => incident.service === service);
  const fleets = [fleetOf(services[service]), ...switched];
  return fleets.some((fleet) => fleet !== null && fleet !== undefined && spotEntries(fleet.capacity).length > 0);
}
