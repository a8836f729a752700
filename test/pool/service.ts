import type { Capacity } from "../../sim/capacity/account.js";
import { AccountCapacity, accountShape } from "../../sim/capacity/account.js";
import { type LaunchConfig, LaunchTimes, launchShape } from "../../sim/capacity/launch.js";
import type { CrunchConfig } from "../../sim/capacity/market.js";
import { defaultMarket } from "../../sim/capacity/market.js";
import {
  type ProviderName,
  providers,
  type Seat,
  type SeatOrder,
  type SeatRefusal,
} from "../../sim/capacity/providers/index.js";
import { SpotMarket } from "../../sim/capacity/spot-market.js";
import type { Strategy } from "../../sim/capacity/strategy.js";
import { Simulation } from "../../sim/engine/simulation.js";
import { circuitBreakerShape } from "../../sim/pool/circuit-breaker.js";
import { Pool, type PoolParts } from "../../sim/pool/pool.js";
import { launchRetryShape } from "../../sim/pool/retry.js";
import type { SchedulerConfig } from "../../sim/pool/scheduler.js";
import type { TaskDefinition } from "../../sim/pool/task-definition.js";
import { TaskTable } from "../../sim/pool/task-table.js";
import { RoundRobin } from "../../sim/targets/round-robin.js";
import { type HealthCheck, TargetGroup } from "../../sim/targets/target-group.js";
import { tablesOf } from "../workload/fixture.js";
import { definition, healthCheck, Processes, type StopTimes, seconds, stopTimes } from "./fleet.js";

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

type Choices = Pick<PoolParts, "strategy" | "seed" | "abruptHazard" | "until" | "gracePeriod"> &
  Pick<SchedulerConfig, "circuitBreaker" | "fallback" | "rebalances" | "limits">;

export interface ServiceOptions extends Partial<Choices> {
  readonly stop?: StopTimes;
  readonly launch?: LaunchConfig;
  readonly definition?: TaskDefinition;
  readonly healthCheck?: HealthCheck;
  readonly answersAfter?: (task: number) => number;
  /** No load balancer stands before the tasks. */
  readonly isUnbalanced?: boolean;
  /** Probability of an independent Spot notice within a month. */
  readonly interruptionsPerMonth?: number;
  /** A crunch of all zones that takes every Spot task, at once or within so long: when it begins and how long it lasts, in seconds. */
  readonly crunch?: { readonly at: number; readonly lasts: number; readonly within?: number };
  readonly account?: object;
  /** When the world begins, in seconds: before 0 there is a warm-up. */
  readonly from?: number;
}

/** What the account answered to a launch, and when, in seconds. */
export interface Asked {
  readonly provider: ProviderName;
  readonly zone: number;
  readonly attempt: number;
  readonly at: number;
  readonly isGranted: boolean;
}

/** An account that remembers what it was asked. */
class Account implements Capacity {
  readonly asked: Asked[] = [];
  readonly #capacity: AccountCapacity;

  constructor(capacity: AccountCapacity) {
    this.#capacity = capacity;
  }

  seat(provider: ProviderName, now: number, order: SeatOrder): Seat | SeatRefusal {
    const answer = this.#capacity.seat(provider, now, order);
    const { zone, attempt } = order;
    this.asked.push({ provider, zone, attempt, at: now / 1e6, isGranted: !("refused" in answer) });
    return answer;
  }

  hold(provider: ProviderName, now: number, order: SeatOrder): Seat | null {
    return this.#capacity.hold(provider, now, order);
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
  readonly targets: TargetGroup;
  readonly ecs: Pool;

  constructor(options: ServiceOptions = {}) {
    const { crunch, interruptionsPerMonth = 0, until = seconds(36_000), stop = stopTimes } = options;
    this.simulation = new Simulation(seconds(options.from ?? 0));
    this.processes = new Processes(this.simulation);
    const market = marketWith(interruptionsPerMonth, crunch, until);
    this.account = new Account(new AccountCapacity(accountShape.parse(options.account ?? {}), () => market));
    this.targets = new TargetGroup({
      balancer: new RoundRobin(0),
      tasks: this.tasks,
      healthCheck: options.healthCheck ?? healthCheck,
      deregistrationDelay: stop.deregistrationDelay,
      deregistrationLag: stop.deregistrationLag,
      answersAfter: options.answersAfter ?? (() => 0),
    });
    this.ecs = new Pool({
      simulation: this.simulation,
      seed: options.seed ?? 1,
      service: "web",
      tasks: this.tasks,
      process: this.processes,
      rotation: options.isUnbalanced ? null : this.targets,
      capacity: this.account,
      market,
      zones: 3,
      launchTimes: new LaunchTimes(options.seed ?? 1, "web", options.launch ?? launch, tablesOf()),
      scheduler: {
        ...launchRetryShape.parse({}),
        circuitBreaker: options.circuitBreaker ?? circuitBreakerShape.parse({}),
        limits: options.limits ?? { minimumHealthyPercent: 1, maximumPercent: 2 },
        fallback: options.fallback ?? null,
        rebalances: options.rebalances ?? true,
      },
      stopTimeout: stop.stopTimeout,
      gracePeriod: options.gracePeriod ?? 0,
      abruptHazard: options.abruptHazard ?? 0,
      until,
      definition: options.definition ?? definition,
      strategy: options.strategy ?? seventySpot,
      journal: (kind) => this.events.push(`${this.simulation.now / 1e6}: ${kind}`),
      bill: (task) => this.billed.push(task),
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

function marketWith(interruptionsPerMonth: number, crunch: ServiceOptions["crunch"], until: number): SpotMarket {
  const incidents = crunch === undefined ? [] : [{ at: seconds(crunch.at), config: takeAll(crunch) }];
  const market = { ...defaultMarket, interruptionsPerMonth };
  const horizon = { from: 0, until };
  return new SpotMarket({ name: "general", market, seed: 1, zones: 3, horizon, condition: "none", incidents });
}

function takeAll({ lasts, within = 0 }: NonNullable<ServiceOptions["crunch"]>): CrunchConfig {
  return { lasts: seconds(lasts), takes: 1, within: seconds(within), zones: "all" };
}
