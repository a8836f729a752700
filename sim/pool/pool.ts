import { keyed } from "../../workload/random.js";
import type { Tables } from "../../workload/tables.js";
import type { CapacityGate } from "../capacity/account-capacity.js";
import { type LaunchConfig, LaunchTimes } from "../capacity/launch.js";
import { providers } from "../capacity/providers/index.js";
import type { SpotMarket } from "../capacity/spot-market.js";
import type { Strategy } from "../capacity/strategy.js";
import type { EventKind, Simulation } from "../engine/simulation.js";
import type { LoadBalancer } from "../targets/index.js";
import { type HealthCheck, TargetGroup } from "../targets/target-group.js";
import { Lifecycle, type LifecycleWatcher, type StopTimes } from "./lifecycle.js";
import { Losses } from "./losses.js";
import type { Journal, Process, StopReason } from "./process.js";
import { type SchedulerConfig, ServiceScheduler } from "./scheduler.js";
import { SimulatedTasks } from "./simulated-tasks.js";
import type { Deployment, TaskDefinition } from "./task-definition.js";
import { DEACTIVATING, RUNNING, STOPPING, type TaskTable } from "./task-table.js";

export interface PoolParts extends SchedulerConfig {
  readonly simulation: Simulation;
  readonly seed: number;
  readonly service: string;
  readonly tables: Tables;
  readonly tasks: TaskTable;
  readonly owner: Process;
  readonly balancer: LoadBalancer;
  readonly gate: CapacityGate;
  readonly market: SpotMarket;
  readonly zones: number;
  readonly launch: LaunchConfig;
  readonly stop: StopTimes;
  readonly healthCheck: HealthCheck;
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
export class Pool implements LifecycleWatcher {
  readonly scheduler: ServiceScheduler<number, Deployment>;
  readonly lifecycle: Lifecycle;
  readonly targets: TargetGroup;
  /** Spot notices served to running tasks since the reported time began. */
  interruptions = 0;
  /** From each stop of running tasks until as many as are wanted were healthy again. */
  readonly replacementLags: number[] = [];
  readonly #parts: PoolParts;
  readonly #pool: SimulatedTasks;
  readonly #losses: Losses;
  readonly #outOfMemory: EventKind;
  /** When running tasks were last stopped by somebody; null once they are replaced. */
  #stoppedAt: number | null = null;

  constructor(parts: PoolParts) {
    const { simulation, seed, service, tasks, definition, strategy } = parts;
    this.#parts = parts;
    this.targets = new TargetGroup(parts.balancer, tasks, parts.healthCheck);
    const launchTimes = new LaunchTimes(seed, service, parts.launch, parts.tables);
    this.#pool = new SimulatedTasks({ ...parts, launchTimes });
    this.scheduler = new ServiceScheduler(parts, this.#pool, { number: 0, definition, strategy });
    this.lifecycle = new Lifecycle({ ...parts, targets: this.targets, watcher: this });
    this.#losses = new Losses({
      ...parts,
      interrupt: (task) => this.#interrupt(task),
      die: (task, reason) => this.lifecycle.die(task, reason),
    });
    this.#pool.connect(this.lifecycle, this.#losses);
    if (parts.healthCheck.sharesCapacity) this.#checkHealth();
    this.#outOfMemory = simulation.event("out of memory", (task) => this.lifecycle.die(task, "out-of-memory"));
  }

  /** Replaces every task by one of a new revision. */
  deploy(definition: TaskDefinition, strategy: Strategy): void {
    this.scheduler.deploy((number) => ({ number, definition, strategy }));
  }

  /** Tasks taken away in the reported time, by reason. */
  get lost(): ReadonlyMap<StopReason, number> {
    return this.#pool.lost;
  }

  taskHealthy(task: number): void {
    if (this.#stoppedAt !== null) this.#tellReplaced(this.#stoppedAt);
    this.scheduler.taskHealthy(task);
  }

  taskNeverHealthy(task: number): void {
    this.scheduler.taskNeverHealthy(task);
  }

  taskFailsToStart(task: number): void {
    this.scheduler.taskFailsToStart(task);
  }

  taskLost(task: number, reason: StopReason): void {
    this.#pool.lose(task, reason);
    this.scheduler.reconcile();
  }

  taskStopped(task: number): void {
    const { tasks, gate, bill } = this.#parts;
    bill(task);
    gate.release(providers[tasks.provider[task]].name, tasks.definition[task].vcpu);
    const reason = tasks.stopReason[task];
    this.scheduler.taskStopped(reason === "unhealthy" || reason === "never-healthy");
  }

  /** Kills a task whose requests hold more than its memory, as soon as the present handler is done. */
  outOfMemory(task: number): void {
    this.#parts.simulation.after(0, this.#outOfMemory, task);
  }

  /** A zone goes down with every task in it, or comes back. The health checks of each target come at moments of its own. */
  setZoneDown(zone: number, isDown: boolean): void {
    const { seed, service, tasks } = this.#parts;
    this.#pool.setZoneDown(zone, isDown);
    for (const task of tasks) {
      if (!isDown || tasks.zone[task] !== zone) continue;
      const phase = keyed(seed, `health-check/${service}`, tasks.ordinal[task], tasks.provider[task]);
      this.lifecycle.fallSilent(task, this.targets.silenceNoticedAfter(phase));
    }
    this.scheduler.reconcile();
  }

  /** StopTask for some of the running tasks; which ones is drawn by key, so that configurations lose the same. */
  stopTasks(count: (running: number) => number): void {
    const { simulation, seed, service, tasks, journal } = this.#parts;
    const draw = (task: number) => keyed(seed, `stop-tasks/${service}`, tasks.ordinal[task], tasks.provider[task]);
    const running = [...tasks].filter((task) => tasks.isRunning(task)).sort((a, b) => draw(a) - draw(b));
    const stopped = running.slice(0, count(running.length));
    if (stopped.length === 0) return;
    journal("stop-tasks", `${stopped.length} running tasks are stopped`, { tasks: stopped.length });
    this.#stoppedAt = simulation.now;
    for (const task of stopped) {
      this.lifecycle.stopTask(task);
      this.taskLost(task, "stop-task");
    }
  }

  /** Bills what is still there when the reported time ends. */
  end(): void {
    const { tasks, bill } = this.#parts;
    for (const task of tasks) if (tasks.state[task] <= STOPPING) bill(task);
  }

  #checkHealth(): void {
    const { simulation, tasks, healthCheck, answersAfter } = this.#parts;
    const alarm = simulation.alarm("health checks", () => {
      for (const task of tasks) {
        const isChecked = tasks.isUp(task) && this.targets.isRegistered(task);
        if (isChecked && this.targets.check(task, answersAfter(task), simulation.now)) this.#healthChanged(task);
      }
      if (tasks.failing > 0 && healthCheck.gracePeriod > 0) this.scheduler.reconcile();
      simulation.ring(alarm, healthCheck.interval);
    });
    simulation.ring(alarm, healthCheck.interval);
  }

  #healthChanged(task: number): void {
    const { tasks, journal } = this.#parts;
    const isFailing = tasks.isFailing[task] === 1;
    journal(isFailing ? "unhealthy" : "healthy-again", `a task ${isFailing ? "fails" : "passes"} its health checks`);
    this.scheduler.reconcile();
  }

  /** Tasks that somebody has stopped are replaced; how long that takes is told when it is done. */
  #tellReplaced(stoppedAt: number): void {
    const { simulation, journal } = this.#parts;
    if (this.scheduler.healthy < this.scheduler.desired) return;
    this.#stoppedAt = null;
    const lag = simulation.now - stoppedAt;
    this.replacementLags.push(lag);
    journal("replaced", "as many tasks as are wanted are healthy again", { afterS: lag / 1e6 });
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
