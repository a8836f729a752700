import { minute } from "../scenarios/language/units/time.js";
import { HandOvers, loadsOn } from "../workload/calls.js";
import { Clock } from "../workload/clock.js";
import { integral } from "../workload/curves/index.js";
import type { Demand } from "../workload/demand.js";
import { createDemands } from "../workload/demands.js";
import type { Tables } from "../workload/tables.js";
import { momentsOf } from "../workload/when.js";
import { AccountCapacity } from "./capacity/account.js";
import { AccountConcurrency } from "./capacity/function-concurrency.js";
import type { NamedMarket } from "./capacity/market.js";
import { type CrunchCondition, SpotMarket } from "./capacity/spot-market.js";
import { leftOutOf } from "./cost/cost-shape.js";
import { UsageLedger } from "./cost/ledger.js";
import { type InfrastructureLedger, meterInfrastructure } from "./cost/metering.js";
import { Simulation } from "./engine/simulation.js";
import { breachesIn, ofKind, Runbooks, scheduleIncidents } from "./incidents/index.js";
import { demandsApart, limitsOf } from "./outcome/index.js";
import type { RunEvent } from "./outcome/replication.js";
import { balancersOf } from "./scenario/balancers.js";
import { demandContext } from "./scenario/demand-context.js";
import { marketOf } from "./scenario/markets.js";
import type { Scenario } from "./scenario/shape.js";
import { createInstanceGroups } from "./services/fleet/instance-groups.js";
import { shareOfWork, sourcesOf } from "./services/links.js";
import type { Service } from "./services/service.js";
import type { InstanceGroups } from "./services/service-context.js";
import { fleetOf, kindOf, overflowsOf } from "./services/service-shape.js";
import { sum } from "./statistics/sum.js";

/** What one replication of a scenario is created from. */
export interface WorldOptions {
  /** The replication's own seed. */
  readonly seed: number;
  /** Seed of the draws of servers and their fleet, where that differs: service times, routing, launches, losses. */
  readonly serverSeed?: number | undefined;
  readonly tables: Tables;
  /** Conditions of the stratum on each Spot market's crunches; markets that are not named are drawn freely. */
  readonly crunches: ReadonlyMap<string, CrunchCondition>;
}

/** One replication's world, wired up: demand, fleet, markets, incidents and books around one simulation. */
export class World {
  readonly simulation: Simulation;
  readonly clock: Clock;
  readonly ledger: UsageLedger;
  /** Ledger of what AWS would bill in addition at typical values, where the scenario does not say. */
  readonly leftOut: UsageLedger;
  readonly services = new Map<string, Service>();
  readonly events: RunEvent[] = [];
  readonly #scenario: Scenario;
  readonly #demands: readonly Demand[];
  readonly #options: WorldOptions;
  readonly #serverSeed: number;
  readonly #books: readonly InfrastructureLedger[];
  readonly #runbooks: Runbooks;

  constructor(scenario: Scenario, options: WorldOptions) {
    const { seed, tables, serverSeed = seed } = options;
    this.#scenario = scenario;
    this.#options = options;
    this.#serverSeed = serverSeed;
    this.clock = new Clock(scenario.clock);
    this.simulation = new Simulation(-this.clock.warmup);
    this.ledger = new UsageLedger(this.clock.duration);
    this.leftOut = new UsageLedger(this.clock.duration);
    const { infrastructure } = scenario;
    this.#books = [
      { ledger: this.ledger, infrastructure },
      { ledger: this.leftOut, infrastructure: leftOutOf(infrastructure) },
    ];
    this.#demands = createDemands(scenario.demand, demandContext(scenario, seed, tables, serverSeed));
    this.#createServices();
    const journal = (service: string, kind: string, message: string) => this.#note(service, kind, message);
    this.#runbooks = new Runbooks(this.simulation, this.clock, this.services, journal);
    scheduleIncidents(scenario.incidents, {
      simulation: this.simulation,
      clock: this.clock,
      services: this.services,
      journal,
      runbooks: this.#runbooks,
    });
  }

  /** Requests that the demand will bring, on average, with those that services make of each other for it. */
  get requestsExpected(): number {
    const { warmup, duration } = this.clock;
    const loads = [...this.services.keys()].flatMap((name) => loadsOn(name, this.#demands));
    return sum(loads.map(({ rates }) => integral(rates, -warmup, duration)));
  }

  /** Units of work in all services that hold memory. */
  get inFlight(): number {
    let sum = 0;
    for (const service of this.services.values()) sum += service.inFlight;
    return sum;
  }

  /** Fleets stand and demand comes: from here on, time may pass. */
  begin(): void {
    for (const service of this.services.values()) service.begin();
    this.#runbooks.begin();
    for (const demand of this.#demands) this.services.get(demand.to)!.open(demand);
  }

  /** Closes the ledger, after a minute at least where the run ended early. */
  close(): void {
    const { account, services } = this.#scenario;
    for (const book of this.#books) {
      book.ledger.endAt(Math.min(this.clock.duration, Math.max(minute, this.simulation.now)));
      meterInfrastructure(book, account.zones, [...balancersOf(services).values()]);
    }
  }

  #createServices(): void {
    const { account, autoscaling, incidents, objectives, services } = this.#scenario;
    const asked = [...objectives, ...breachesIn(incidents).map(({ objective }) => objective)];
    const markets = new Map<string, SpotMarket>();
    const groups = new Map<string, InstanceGroups>();
    const capacity = new AccountCapacity(
      account,
      (service) => markets.get(service)!,
      (service, provider) => groups.get(service)!.get(provider)!,
    );
    const concurrency = new AccountConcurrency(account.lambdaConcurrency);
    const demands = this.#demands;
    const handOvers = new HandOvers(demands, overflowsOf(services));
    for (const [name, config] of Object.entries(services)) {
      const market = this.#createMarket(marketOf(name, this.#scenario));
      const instances = this.#createInstances(name, market, capacity);
      markets.set(name, market);
      const { own, dead } = sourcesOf(name, services);
      const comes = [own, ...dead].flatMap((source) => demands.filter(({ to }) => to === source));
      groups.set(name, instances);
      this.services.set(
        name,
        kindOf(config).create(config, {
          simulation: this.simulation,
          seed: this.#serverSeed,
          clientSeed: this.#options.seed,
          name,
          clock: this.clock,
          tables: this.#options.tables,
          demands: comes,
          calls: [own, ...dead].flatMap((source) => handOvers.into(source)),
          overflow: handOvers.outOf(name),
          loads: loadsOn(own, demands, shareOfWork(name, services)),
          capacity,
          concurrency,
          market,
          instances,
          zones: account.zones,
          autoscaling,
          ledger: this.ledger,
          books: this.#books,
          limits: limitsOf(asked, name),
          apart: demandsApart(
            objectives,
            name,
            demands.filter(({ to }) => to === name).map((demand) => demand.name),
          ),
          journal: (kind, message, values) => this.#note(name, kind, message, values),
        }),
      );
    }
    for (const service of this.services.values()) {
      service.link?.((name) => this.services.get(name)!);
      service.callTo?.((name) => this.services.get(name)!.station!);
    }
  }

  #createInstances(service: string, market: SpotMarket, { quotas }: AccountCapacity): InstanceGroups {
    const { account, services } = this.#scenario;
    return createInstanceGroups(fleetOf(services[service]), {
      simulation: this.simulation,
      seed: this.#serverSeed,
      service,
      accountZones: account.zones,
      market,
      marketOf: (named) => this.#createMarket(named),
      quotas,
      tables: this.#options.tables,
      ledger: this.ledger,
      until: this.clock.duration,
      journal: (kind, message, values) => this.#note(service, kind, message, values),
    });
  }

  #createMarket({ name, market }: NamedMarket): SpotMarket {
    const crunches = ofKind(this.#scenario.incidents, "spot-crunch").filter((incident) => incident.market === name);
    return new SpotMarket({
      name,
      market,
      seed: this.#serverSeed,
      zones: this.#scenario.account.zones,
      horizon: { from: 0, until: this.clock.duration },
      condition: this.#options.crunches.get(name) ?? "drawn",
      incidents: crunches.flatMap((config) => momentsOf(config, this.clock).map((at) => ({ at, config }))),
    });
  }

  #note(service: string, kind: string, message: string, values?: RunEvent["values"]): void {
    this.events.push({ at: this.simulation.now, service, kind, message, ...(values && { values }) });
  }
}
