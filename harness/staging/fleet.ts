import { AccountCapacity } from "../../sim/capacity/account.js";
import { SpotMarket } from "../../sim/capacity/spot-market.js";
import { marketOf, requestService, requestServices, type Scenario } from "../../sim/scenario/index.js";
import { Clock, momentsOf, type Tables } from "../../workload/index.js";
import { EnvironmentProblem } from "../environment-problem.js";
import { roomProblem } from "../machine-limits.js";
import { drivenSeed } from "../plan/driven.js";
import { scheduleIncidents } from "./incidents.js";
import type { LocalFleet, StartProgress } from "./local-fleet.js";
import { balancerOrder, chooseCpu, pausesOf, taskOrder } from "./orders.js";
import type { FleetPorts } from "./ports.js";
import { type BalancerProcess, FleetProcesses } from "./processes.js";
import { LocalPool, type LocalPoolParts } from "./scheduler/local-pool.js";
import { Timers } from "./timers.js";

/** The local staging fleet of a scenario: its processes, and the services that keep them at their desired counts. */
export class Fleet {
  readonly scenario: Scenario;
  readonly services = new Map<string, LocalPool>();
  readonly cpu: LocalFleet["cpu"];
  readonly targets: Record<string, string> = {};
  storeUrl: string | null = null;
  readonly #tables: Tables;
  readonly #timers = new Timers();
  readonly #parts = new FleetProcesses();
  readonly #desired: ReadonlyMap<string, number>;
  /** Seed of the driven replication. */
  readonly #seed: number;

  constructor(scenario: Scenario, tables: Tables) {
    this.scenario = scenario;
    this.#tables = tables;
    this.#seed = drivenSeed(scenario);
    const services = Object.entries(requestServices(scenario));
    this.#desired = new Map(services.map(([name, { desired, bounds }]) => [name, desired ?? bounds.min]));
    this.cpu = chooseCpu(scenario, this.#desired);
  }

  /** Sets the listener that is called when the fleet cannot continue. */
  set onLoss(told: (what: string) => void) {
    this.#parts.onLoss = told;
  }

  /** Starts store, balancers and the first tasks, which become healthy some time later. */
  async start(ports: FleetPorts): Promise<void> {
    const problem = roomProblem(this.progress.desired);
    if (problem !== null) throw new EnvironmentProblem(problem);
    const names = [...this.#desired.keys()];
    const balancers = Promise.all(names.map((name) => this.#openBalancer(name, ports.balancers[name])));
    const [storeUrl, opened] = await Promise.all([this.#openStore(ports.store), balancers]);
    this.storeUrl = storeUrl;
    const clock = new Clock(this.scenario.clock);
    const markets = new Map(names.map((name) => [name, createMarket(name, this.scenario, clock, this.#seed)]));
    const capacity = new AccountCapacity(this.scenario.account, (name) => markets.get(name)!);
    for (const [index, name] of names.entries()) {
      this.#open(name, opened[index], { clock, capacity, market: markets.get(name)! });
    }
    for (const [name, desired] of this.#desired) this.services.get(name)!.launch(desired);
  }

  /**
   * Sets time zero, in nanoseconds of `process.hrtime.bigint`: incidents, Spot crunches and autoscaling count from it.
   */
  begin(timeZeroNs: bigint): void {
    this.#timers.agree(timeZeroNs);
    for (const service of this.services.values()) service.begin();
    scheduleIncidents({ scenario: this.scenario, timers: this.#timers, services: this.services });
  }

  get isSteady(): boolean {
    return this.services.size > 0 && [...this.services.values()].every(({ isSteady }) => isSteady);
  }

  /** Progress of the start: how many tasks are wanted at first, and how many are healthy. */
  get progress(): StartProgress {
    const tasks = [...this.services.values()].flatMap((service) => service.tasks);
    const desired = [...this.#desired.values()].reduce((sum, each) => sum + each, 0);
    return { healthy: tasks.filter(({ isHealthy }) => isHealthy).length, desired };
  }

  /** Ends every process of the fleet. */
  close(): Promise<void> {
    this.#timers.close();
    return this.#parts.close();
  }

  async #openStore(port: number): Promise<string | null> {
    if (!this.scenario.staging.local.store) return null;
    return `http://127.0.0.1:${await this.#parts.store({ kind: "order", port })}`;
  }

  #openBalancer(name: string, port: number): Promise<BalancerProcess> {
    return this.#parts.balancer(balancerOrder(name, this.scenario, this.#seed, port));
  }

  #open(name: string, balancer: BalancerProcess, account: Pick<LocalPoolParts, "clock" | "capacity" | "market">): void {
    const { scenario } = this;
    const { clock, capacity, market } = account;
    const order = { service: name, scenario, tables: this.#tables, cpu: this.cpu.kind, storeUrl: this.storeUrl };
    const service = new LocalPool({
      clock,
      capacity,
      market,
      name,
      config: requestService(name, scenario),
      seed: this.#seed,
      zones: scenario.account.zones,
      autoscaling: scenario.autoscaling,
      faster: scenario.staging.local.startFaster,
      tables: this.#tables,
      timers: this.#timers,
      targets: balancer,
      fork: (task, listener) =>
        this.#parts.task(taskOrder(task.id, order, pausesOf(task.origin, order, this.#seed)), listener),
      attempts: balancer.attempts,
    });
    this.targets[name] = `http://127.0.0.1:${balancer.port}`;
    this.services.set(name, service);
  }
}

/** The Spot market of a service, as in replication 0 of a prediction without a given stratum. */
function createMarket(service: string, scenario: Scenario, clock: Clock, seed: number): SpotMarket {
  const { name, market } = marketOf(service, scenario);
  const crunches = scenario.incidents.flatMap((incident) =>
    incident.kind === "spot-crunch" && incident.market === name ? [incident] : [],
  );
  return new SpotMarket({
    name,
    market,
    seed,
    zones: scenario.account.zones,
    horizon: { from: 0, until: clock.duration },
    incidents: crunches.flatMap((config) => momentsOf(config, clock).map((at) => ({ at, config }))),
  });
}
