import { AccountCapacity, accountShape } from "../../sim/capacity/account.js";
import type { LaunchPhases } from "../../sim/capacity/launch.js";
import { defaultMarket } from "../../sim/capacity/market.js";
import { providers } from "../../sim/capacity/providers/index.js";
import { SpotMarket } from "../../sim/capacity/spot-market.js";
import { Simulation } from "../../sim/engine/simulation.js";
import { Lifecycle, type LifecycleWatcher } from "../../sim/pool/lifecycle.js";
import type { Process, StopReason } from "../../sim/pool/process.js";
import type { TaskDefinition } from "../../sim/pool/task-definition.js";
import { type TaskOrigin, TaskTable } from "../../sim/pool/task-table.js";
import { createTaskDefinition, taskShape } from "../../sim/services/fleet/task-definitions.js";
import { LeastOutstanding } from "../../sim/targets/least-outstanding.js";
import { type HealthCheck, TargetGroup } from "../../sim/targets/target-group.js";

export const seconds = (count: number) => Math.round(count * 1_000_000);

export const definition: TaskDefinition = createTaskDefinition(
  "web",
  taskShape.parse({ cpu: "1 vCPU", memory: "2 GB", image: "1.86 GB" }),
);

export const onDemand = 0;
export const spot = 1;

/** A market in which nothing happens by itself. */
export const quietMarket = new SpotMarket({
  name: "general",
  market: { ...defaultMarket, interruptionsPerMonth: 0 },
  seed: 1,
  zones: 3,
  horizon: { from: 0, until: seconds(36_000) },
  condition: "none",
});

/** A task of the first deployment, with room at its provider; tests name what matters to them. */
export function origin(
  from: Partial<Omit<TaskOrigin, "seat">> & { readonly ordinal?: number; readonly zone?: number } = {},
): TaskOrigin {
  const { ordinal = 0, zone = 0, provider = onDemand, ...more } = from;
  const task = more.definition ?? definition;
  const account = new AccountCapacity(accountShape.parse({}), () => quietMarket);
  const order = { service: "web", ordinal, attempt: 0, zone, task, isRun: false };
  const seat = account.hold(providers[provider].name, 0, order)!;
  return { provider, seat, deployment: 0, definition, isSubstitute: false, isCanary: false, ...more };
}

/** How tasks are stopped, in microseconds. */
export interface StopTimes {
  readonly deregistrationDelay: number;
  readonly stopTimeout: number;
  readonly deregistrationLag: number;
}

export const stopTimes: StopTimes = {
  deregistrationDelay: seconds(300),
  stopTimeout: seconds(30),
  deregistrationLag: seconds(5),
};

export const healthCheck: HealthCheck = {
  interval: seconds(30),
  timeout: seconds(5),
  unhealthyThreshold: 2,
  healthyThreshold: 5,
  sharesCapacity: false,
};

/**
 * Processes that do no work: each has as many requests in flight as the test says, and ends at SIGTERM when it has none. Takes down what it is told, as "seconds: words".
 */
export class Processes implements Process, LifecycleWatcher {
  readonly told: string[] = [];
  readonly busy: number[] = [];
  /** All of them have, and go on with it until SIGKILL. */
  isBusy = false;
  /** Requests do not end when the balancer closes their connections. */
  keepsBusy = false;
  readonly #simulation: Simulation;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  taskReady(): void {
    this.#note("process up");
  }

  taskDraining(): void {}

  taskCut(task: number, reason: StopReason): void {
    this.#note(`connections closed, ${reason}`);
    if (!this.keepsBusy) this.busy[task] = 0;
  }

  taskStopping(task: number, killAfter: number, reason: StopReason): boolean {
    this.#note(`SIGTERM, ${killAfter / 1e6} s to go, ${reason}`);
    return !this.isBusy && !this.busy[task];
  }

  taskSilent(): void {
    this.#note("process gone without a word");
  }

  taskGone(_task: number, reason: StopReason): void {
    this.#note(`process gone, ${reason}`);
  }

  taskHealthy(): void {
    this.#note("healthy");
  }

  taskNeverHealthy(): void {
    this.#note("never healthy");
  }

  taskFailsToStart(): void {
    this.#note("fails to start");
  }

  taskLost(_task: number, reason: StopReason): void {
    this.#note(`lost, ${reason}`);
  }

  taskStopped(): void {
    this.#note("stopped");
  }

  #note(what: string): void {
    this.told.push(`${this.#simulation.now / 1e6}: ${what}`);
  }
}

/** Tasks and their target group, without a scheduler; tasks without a target group where a test says so. */
export class Fleet {
  readonly simulation = new Simulation();
  readonly tasks = new TaskTable();
  readonly balancer = new LeastOutstanding();
  readonly targets: TargetGroup;
  /** What a health check of each task takes until it is answered. */
  readonly answersAfter: number[] = [];
  readonly processes = new Processes(this.simulation);
  readonly lifecycle: Lifecycle;

  constructor(stop: Partial<StopTimes> = {}, hasRotation = true) {
    const { simulation, tasks, balancer, processes } = this;
    const { deregistrationDelay, deregistrationLag, stopTimeout } = { ...stopTimes, ...stop };
    const answersAfter = (task: number) => this.answersAfter[task] ?? 0;
    this.targets = new TargetGroup({
      ...{ balancer, tasks, healthCheck, deregistrationDelay, deregistrationLag, answersAfter },
    });
    this.lifecycle = new Lifecycle({
      ...{ simulation, tasks, process: processes, watcher: processes, stopTimeout, gracePeriod: 0 },
      rotation: hasRotation ? this.targets : null,
    });
  }

  until(second: number): this {
    this.simulation.runUntil(seconds(second));
    return this;
  }

  /** Whether the balancer would send a request to a task now. */
  get isServing(): boolean {
    const task = this.balancer.take();
    if (task >= 0) this.balancer.release(task);
    return task >= 0;
  }
}

/** A launch as it was measured: the image pull from 28 s to 62 s, RUNNING at 81 s. */
export const measured: LaunchPhases = {
  provisioning: seconds(28),
  pending: seconds(34),
  activating: seconds(19),
  boot: seconds(5),
  deprovisioning: seconds(10),
  healthPhase: 0.5,
  fails: false,
  faster: 1,
};
