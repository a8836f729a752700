import { keyed } from "../../workload/random.js";
import type { Tables } from "../../workload/tables.js";
import type { CapacityGate } from "../capacity/capacity-gate.js";
import type { CircuitBreakerConfig } from "../capacity/circuit-breaker.js";
import { Fallback } from "../capacity/fallback.js";
import { type LaunchConfig, LaunchTimes } from "../capacity/launch.js";
import { providers } from "../capacity/providers/index.js";
import type { Backoff } from "../capacity/retry.js";
import type { DeploymentLimits } from "../capacity/rolling-step.js";
import type { SpotMarket } from "../capacity/spot-market.js";
import type { Strategy } from "../capacity/strategy.js";
import type { EventKind, Simulation } from "../engine/simulation.js";
import type { LoadBalancer } from "./balancers/index.js";
import type { Journal } from "./journal.js";
import { Launcher } from "./launcher.js";
import { Lifecycle, type StopTimes } from "./lifecycle.js";
import { ServiceScheduler } from "./scheduler.js";
import { type HealthCheck, TargetGroup } from "./target-group.js";
import type { TaskDefinition } from "./task-definition.js";
import { TaskLosses } from "./task-losses.js";
import type { TaskOwner } from "./task-owner.js";
import { DEACTIVATING, RUNNING, STOPPING, type TaskTable } from "./task-table.js";
import { Zones } from "./zones.js";

export interface EcsServiceParts {
  readonly simulation: Simulation;
  readonly seed: number;
  readonly service: string;
  readonly tables: Tables;
  readonly tasks: TaskTable;
  readonly owner: TaskOwner;
  readonly balancer: LoadBalancer;
  readonly gate: CapacityGate;
  readonly market: SpotMarket;
  readonly zones: number;
  readonly launch: LaunchConfig;
  readonly noCapacity: Backoff;
  readonly failedStart: Backoff;
  readonly stop: StopTimes;
  readonly healthCheck: HealthCheck;
  readonly limits: DeploymentLimits;
  readonly circuitBreaker: CircuitBreakerConfig;
  readonly rebalances: boolean;
  readonly fallback: { readonly after: number } | null;
  readonly abruptHazard: number;
  readonly until: number;
  readonly definition: TaskDefinition;
  readonly strategy: Strategy;
  readonly journal: Journal;
  readonly bill: (task: number) => void;
  /** How long a health check of the task would take to be answered now, where it shares the task's capacity. */
  readonly answersAfter: (task: number) => number;
}

/** An ECS service put together: its scheduler, its tasks' lifecycle, its target group and what takes tasks away. */
export class EcsService {
  readonly scheduler: ServiceScheduler;
  readonly lifecycle: Lifecycle;
  readonly targets: TargetGroup;
  /** Spot notices served to running tasks since the reported time began. */
  interruptions = 0;
  readonly #parts: EcsServiceParts;
  readonly #zones: Zones;
  readonly #losses: TaskLosses;
  readonly #outOfMemory: EventKind;

  constructor(parts: EcsServiceParts) {
    const { simulation, seed, service, tasks, definition, strategy } = parts;
    this.#parts = parts;
    this.#zones = new Zones(parts.zones, tasks, seed, service);
    this.targets = new TargetGroup(parts.balancer, tasks, parts.healthCheck);
    const fallback = parts.fallback === null ? null : new Fallback(parts.fallback);
    const stopped = (task: number) => this.#stopped(task);
    this.scheduler = new ServiceScheduler({ ...parts, zones: this.#zones, fallback, stopped }, definition, strategy);
    this.lifecycle = new Lifecycle({ ...parts, targets: this.targets, watcher: this.scheduler });
    this.#losses = new TaskLosses({
      ...parts,
      interrupt: (task) => this.#interrupt(task),
      die: (task, reason) => this.lifecycle.die(task, reason),
    });
    const launchTimes = new LaunchTimes(seed, service, parts.launch, parts.tables);
    const launcher = new Launcher({ ...parts, zones: this.#zones, launchTimes }, this.lifecycle, this.#losses);
    this.scheduler.connect(this.lifecycle, launcher);
    if (parts.healthCheck.sharesCapacity) this.#checkHealth();
    this.#outOfMemory = simulation.event("out of memory", (task) => this.lifecycle.die(task, "out-of-memory"));
  }

  /** Kills a task whose requests hold more than its memory, as soon as the present handler is done. */
  outOfMemory(task: number): void {
    this.#parts.simulation.after(0, this.#outOfMemory, task);
  }

  /** A zone goes down with every task in it, or comes back. The health checks of each target come at moments of its own. */
  setZoneDown(zone: number, isDown: boolean): void {
    const { seed, service, tasks } = this.#parts;
    this.#zones.setDown(zone, isDown);
    for (const task of tasks) {
      if (!isDown || tasks.zone[task] !== zone) continue;
      const phase = keyed(seed, `health-check/${service}`, tasks.ordinal[task], tasks.provider[task]);
      this.lifecycle.fallSilent(task, this.targets.silenceNoticedAfter(phase));
    }
    this.scheduler.reconcile();
  }

  /** StopTask for some of the running tasks; which ones is drawn by key, so that configurations lose the same. */
  stopTasks(count: (running: number) => number): void {
    const { seed, service, tasks } = this.#parts;
    const draw = (task: number) => keyed(seed, `stop-tasks/${service}`, tasks.ordinal[task], tasks.provider[task]);
    const running = [...tasks].filter((task) => tasks.isRunning(task)).sort((a, b) => draw(a) - draw(b));
    this.scheduler.stopTasks(running.slice(0, count(running.length)));
  }

  /** Bills what is still there when the reported time ends. */
  end(): void {
    const { tasks, bill } = this.#parts;
    for (const task of tasks) if (tasks.state[task] <= STOPPING) bill(task);
  }

  #stopped(task: number): void {
    const { tasks, gate, bill } = this.#parts;
    bill(task);
    gate.release(providers[tasks.provider[task]].name, tasks.definition[task].vcpu);
  }

  #checkHealth(): void {
    const { simulation, tasks, healthCheck, answersAfter } = this.#parts;
    const alarm = simulation.alarm("health checks", () => {
      for (const task of tasks) {
        const isChecked = tasks.isUp(task) && this.targets.isRegistered(task);
        if (isChecked && this.targets.check(task, answersAfter(task), simulation.now))
          this.scheduler.healthChanged(task);
      }
      if (tasks.failing > 0 && healthCheck.gracePeriod > 0) this.scheduler.reconcile();
      simulation.ring(alarm, healthCheck.interval);
    });
    simulation.ring(alarm, healthCheck.interval);
  }

  /** Spot tasks that crunches of the reported time have taken. */
  get crunchNotices(): number {
    return this.#losses.crunchNotices;
  }

  #interrupt(task: number): void {
    const { simulation, tasks } = this.#parts;
    const state = tasks.state[task];
    if (simulation.now >= 0 && (state === RUNNING || state === DEACTIVATING)) this.interruptions++;
    this.lifecycle.interrupt(task);
  }
}
