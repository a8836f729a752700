import { accountShape } from "../../sim/capacity/account.js";
import type { CapacityGate, LaunchAnswer, LaunchRequest } from "../../sim/capacity/account-capacity.js";
import { AccountCapacity } from "../../sim/capacity/account-capacity.js";
import { launchShape } from "../../sim/capacity/launch.js";
import type { CrunchConfig } from "../../sim/capacity/market.js";
import { defaultMarket } from "../../sim/capacity/market.js";
import { type ProviderName, providers } from "../../sim/capacity/providers/index.js";
import { SpotMarket } from "../../sim/capacity/spot-market.js";
import type { Strategy } from "../../sim/capacity/strategy.js";
import { Simulation } from "../../sim/engine/simulation.js";
import { circuitBreakerShape } from "../../sim/pool/circuit-breaker.js";
import { Pool, type PoolParts } from "../../sim/pool/pool.js";
import { launchRetryShape } from "../../sim/pool/retry.js";
import { TaskTable } from "../../sim/pool/task-table.js";
import { RoundRobin } from "../../sim/targets/round-robin.js";
import { tablesOf } from "../workload/fixture.js";
import { definition, healthCheck, Processes, seconds, stopTimes } from "./fleet.js";

/** Base 3 and 30/70, as in the scenario `offpeak-70spot`. */
export const seventySpot: Strategy = { FARGATE: { base: 3, weight: 30 }, FARGATE_SPOT: { base: 0, weight: 70 } };

/** RUNNING 81 s after it is asked for: 8 + 20 until the image pull, 34 for pull and start, 19 to activate. */
export const launch = launchShape.parse({
  schedule: "8s",
  provision: "20s",
  pullPerGib: "0s",
  create: "34s",
  createPerGib: "0s",
  activate: "19s",
  boot: "0s",
  deprovision: "10s",
});

type Choices = Pick<
  PoolParts,
  | "strategy"
  | "stop"
  | "launch"
  | "circuitBreaker"
  | "fallback"
  | "rebalances"
  | "limits"
  | "seed"
  | "abruptHazard"
  | "healthCheck"
  | "answersAfter"
  | "until"
>;

export interface ServiceOptions extends Partial<Choices> {
  /** Probability of an independent Spot notice within a month. */
  readonly interruptionsPerMonth?: number;
  /** A crunch of all zones that takes every Spot task, at once or within so long: when it begins and how long it lasts, in seconds. */
  readonly crunch?: { readonly at: number; readonly lasts: number; readonly within?: number };
  readonly account?: object;
  /** When the world begins, in seconds: before 0 there is a warm-up. */
  readonly from?: number;
}

/** What the account answered to a launch, and when, in seconds. */
export interface Asked extends LaunchRequest {
  readonly at: number;
  readonly isGranted: boolean;
}

/** An account that remembers what it was asked. */
class Account implements CapacityGate {
  readonly asked: Asked[] = [];
  readonly #capacity: AccountCapacity;

  constructor(capacity: AccountCapacity) {
    this.#capacity = capacity;
  }

  launch(now: number, request: LaunchRequest): LaunchAnswer {
    const answer = this.#capacity.launch(now, request);
    this.asked.push({ ...request, at: now / 1e6, isGranted: answer.kind === "granted" });
    return answer;
  }

  hold(provider: ProviderName, vcpu: number): void {
    this.#capacity.hold(provider, vcpu);
  }

  release(provider: ProviderName, vcpu: number): void {
    this.#capacity.release(provider, vcpu);
  }
}

/** A service of idle tasks in an account with its Spot market: everything of ECS, and no request. */
export class IdleService {
  readonly simulation: Simulation;
  readonly tasks = new TaskTable();
  readonly processes: Processes;
  readonly events: string[] = [];
  readonly billed: number[] = [];
  readonly account: Account;
  readonly ecs: Pool;

  constructor({ crunch, account = {}, interruptionsPerMonth = 0, from = 0, ...options }: ServiceOptions = {}) {
    this.simulation = new Simulation(seconds(from));
    this.processes = new Processes(this.simulation);
    const market = marketWith(interruptionsPerMonth, crunch, options.until);
    this.account = new Account(new AccountCapacity(accountShape.parse(account), () => market));
    this.ecs = new Pool({
      simulation: this.simulation,
      seed: 1,
      service: "web",
      tables: tablesOf(),
      tasks: this.tasks,
      owner: this.processes,
      balancer: new RoundRobin(0),
      gate: this.account,
      market,
      zones: 3,
      launch,
      ...launchRetryShape.parse({}),
      stop: stopTimes,
      healthCheck,
      circuitBreaker: circuitBreakerShape.parse({}),
      limits: { minimumHealthyPercent: 1, maximumPercent: 2 },
      fallback: null,
      rebalances: true,
      abruptHazard: 0,
      until: seconds(36_000),
      definition,
      strategy: seventySpot,
      journal: (kind) => this.events.push(`${this.simulation.now / 1e6}: ${kind}`),
      bill: (task) => this.billed.push(task),
      answersAfter: () => 0,
      ...options,
    });
  }

  begin(desired: number): this {
    this.ecs.scheduler.begin(desired);
    return this;
  }

  until(second: number): this {
    this.simulation.runUntil(seconds(second));
    return this;
  }

  /** Tasks on each provider that are there or on their way and not told to stop. */
  get active(): readonly [onDemand: number, spot: number] {
    return this.#perProvider((task) => this.tasks.isActive(task));
  }

  get healthy(): readonly [onDemand: number, spot: number] {
    return this.#perProvider((task) => this.tasks.isActive(task) && this.tasks.isHealthy[task] === 1);
  }

  #perProvider(condition: (task: number) => boolean): readonly [number, number] {
    const [onDemand, spot] = providers.map((_, provider) =>
      this.tasks.count((task) => this.tasks.provider[task] === provider && condition(task)),
    );
    return [onDemand, spot];
  }
}

function marketWith(
  interruptionsPerMonth: number,
  crunch: ServiceOptions["crunch"],
  until = seconds(36_000),
): SpotMarket {
  const incidents = crunch === undefined ? [] : [{ at: seconds(crunch.at), config: takeAll(crunch) }];
  const market = { ...defaultMarket, interruptionsPerMonth };
  const horizon = { from: 0, until };
  return new SpotMarket({ name: "general", market, seed: 1, zones: 3, horizon, condition: "none", incidents });
}

function takeAll({ lasts, within = 0 }: NonNullable<ServiceOptions["crunch"]>): CrunchConfig {
  return { lasts: seconds(lasts), takes: 1, within: seconds(within), zones: "all" };
}
