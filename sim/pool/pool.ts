import { minute } from "../../scenarios/language/units/time.js";
import { keyed } from "../../workload/random.js";
import type { Capacity } from "../capacity/account.js";
import type { LaunchTimes } from "../capacity/launch.js";
import type { SeatRefusal } from "../capacity/providers/index.js";
import type { SpotMarket } from "../capacity/spot-market.js";
import type { Strategy } from "../capacity/strategy.js";
import type { EventKind, Simulation } from "../engine/simulation.js";
import type { Rotation } from "../targets/target-group.js";
import { Canary } from "./canary.js";
import { Lifecycle, type LifecycleWatcher } from "./lifecycle.js";
import { Losses } from "./losses.js";
import type { Journal, Process, StopReason } from "./process.js";
import { type SchedulerConfig, ServiceScheduler } from "./scheduler.js";
import { Launches, type RunOrder, SimulatedTasks } from "./simulated-tasks.js";
import type { Deployment, TaskDefinition } from "./task-definition.js";
import { DEACTIVATING, RUNNING, STOPPING, type TaskTable } from "./task-table.js";

/** Assumed time from a zone's failure until ECS notices it for a task that no load balancer checks. */
const silenceNoticedAfter = minute;

/** What a pool is created from; times in microseconds. */
export interface PoolParts {
  readonly simulation: Simulation;
  readonly seed: number;
  readonly service: string;
  readonly tasks: TaskTable;
  /** The application in the tasks, which hears of their starts and stops. */
  readonly process: Process;
  /** The load balancer's targets; null where nobody sends anything to a task, as to a worker or to a run. */
  readonly rotation: Rotation | null;
  readonly capacity: Capacity;
  /** The Spot market of the service. */
  readonly market: SpotMarket;
  readonly zones: number;
  readonly launchTimes: LaunchTimes;
  readonly scheduler: SchedulerConfig;
  /** Time from SIGTERM to SIGKILL. */
  readonly stopTimeout: number;
  /** Time for which ECS ignores the health checks of a new task. */
  readonly gracePeriod: number;
  /** Hazard per hour of dying without SIGTERM, apart from that of sidecars. */
  readonly abruptHazard: number;
  /** When nothing matters any more. */
  readonly until: number;
  readonly definition: TaskDefinition;
  readonly strategy: Strategy;
  readonly journal: Journal;
  /** Called once per task, when it stops or the reported time ends. */
  readonly bill: (task: number) => void;
}

/**
 * Tasks, and nothing of what they do: the scheduler of an ECS service, single runs, their lifecycle and what takes them away.
 * With a rotation they are a load balancer's targets; without one a task is healthy by itself, and there is nothing to drain.
 */
export class Pool implements LifecycleWatcher {
  readonly scheduler: ServiceScheduler<number, Deployment>;
  readonly lifecycle: Lifecycle;
  /** Spot notices served to running tasks since the reported time began. */
  interruptions = 0;
  /** The same of tasks of canaries, whenever it was. */
  canaryInterruptions = 0;
  /** Times from each external stop of running tasks until the desired number was healthy again. */
  readonly replacementLags: number[] = [];
  /** Tasks taken away in the reported time, by reason. */
  readonly lost: ReadonlyMap<StopReason, number>;
  readonly #parts: PoolParts;
  readonly #lost = new Map<StopReason, number>();
  readonly #launches = new Launches();
  readonly #pool: SimulatedTasks;
  #canaryTasks: SimulatedTasks | null = null;
  /** The last one that began: its tasks may drain when it is over. */
  #canary: Canary | null = null;
  #isCanaryOn = false;
  readonly #losses: Losses;
  readonly #outOfMemory: EventKind;
  /** When running tasks were last stopped by somebody; null once they are replaced. */
  #stoppedAt: number | null = null;
  /** Called whenever a task becomes healthy while a canary runs. */
  onCanaryHealthy: () => void = () => {};
  #canaryFailed: () => void = () => {};

  constructor(parts: PoolParts) {
    const { simulation, seed, service, tasks, process, rotation, market, journal } = parts;
    this.#parts = parts;
    this.lost = this.#lost;
    const { scheduler, definition, strategy, stopTimeout, gracePeriod, abruptHazard, until } = parts;
    this.#pool = this.#createTasks(null);
    this.scheduler = new ServiceScheduler(scheduler, this.#pool, { number: 0, definition, strategy });
    this.lifecycle = new Lifecycle({ simulation, tasks, rotation, process, watcher: this, stopTimeout, gracePeriod });
    const interrupt = (task: number) => this.#interrupt(task);
    const drain = (task: number) => this.#drain(task);
    const die = (task: number, reason: StopReason) => this.lifecycle.die(task, reason);
    this.#losses = new Losses({
      simulation,
      seed,
      service,
      tasks,
      market,
      abruptHazard,
      until,
      interrupt,
      drain,
      die,
      journal,
    });
    this.#pool.connect(this.lifecycle, this.#losses);
    if (rotation?.healthCheck.sharesCapacity) this.#checkHealth(rotation);
    this.#outOfMemory = simulation.event("out of memory", (task) => this.lifecycle.die(task, "out-of-memory"));
  }

  /** RunTask: one task, for which nobody else is launched when it is gone; or why there is none. */
  launchOne(order: RunOrder): number | SeatRefusal {
    return this.#pool.run(order);
  }

  /** Replaces every task by one of a new revision. */
  deploy(definition: TaskDefinition, strategy: Strategy): void {
    this.scheduler.deploy((number) => ({ number, definition, strategy }));
  }

  /** Tasks that are wanted, of whichever revision. */
  get desired(): number {
    return this.#isCanaryOn ? this.#canary!.desired : this.scheduler.desired;
  }

  /** The service's own revision. */
  get deployment(): Deployment {
    return this.scheduler.deployment;
  }

  /** ECS replaces tasks, or a canary of it runs: the service is not scaled in meanwhile. */
  get isDeploying(): boolean {
    return this.scheduler.isDeploying || (this.#isCanaryOn && this.#canary!.isDeployment);
  }

  setDesired(desired: number): void {
    if (this.#isCanaryOn) this.#canary!.setDesired(desired);
    else this.scheduler.setDesired(desired);
  }

  /** The canary that runs now, if any. */
  get canary(): Canary | null {
    return this.#isCanaryOn ? this.#canary : null;
  }

  /** Starts a revision beside the service's own, of no task yet; `failed` is told when its circuit breaker ends it. */
  beginCanary(definition: TaskDefinition, strategy: Strategy, isDeployment: boolean, failed: () => void): Canary {
    this.#canaryTasks ??= this.#createTasks({ failed: () => this.#canaryFailed() });
    this.#canaryFailed = failed;
    const deployment = this.scheduler.prepare((number) => ({ number, definition, strategy }));
    this.#canary = new Canary(this.scheduler, this.#parts.scheduler, this.#canaryTasks, deployment, isDeployment);
    this.#isCanaryOn = true;
    return this.#canary;
  }

  /** The canary's revision becomes the service's own, with its tasks; the older ones go. */
  promoteCanary(): void {
    const { deployment, desired, scheduler } = this.#canary!;
    const { tasks } = this.#parts;
    this.#isCanaryOn = false;
    for (const task of tasks)
      if (tasks.isCanary[task] === 1 && tasks.deployment[task] === deployment.number) tasks.adopt(task);
    scheduler.desired = 0;
    this.scheduler.desired = desired;
    this.scheduler.take(deployment);
  }

  /** The canary's tasks drain, and the service has as many of its own as are wanted. */
  endCanary(): void {
    const { desired, scheduler } = this.#canary!;
    this.#isCanaryOn = false;
    this.scheduler.setDesired(desired);
    scheduler.setDesired(0);
  }

  taskHealthy(task: number): void {
    if (this.#parts.tasks.isRun(task)) return;
    if (this.#stoppedAt !== null) this.#tellReplaced(this.#stoppedAt);
    this.#schedulerOf(task).taskHealthy(task);
    if (this.#isCanaryOn) this.onCanaryHealthy();
  }

  /** A run goes on whatever its health checks say: they are for the scheduler of a service. */
  taskNeverHealthy(task: number): void {
    if (!this.#parts.tasks.isRun(task)) this.#schedulerOf(task).taskNeverHealthy(task);
  }

  taskFailsToStart(task: number): void {
    if (!this.#parts.tasks.isRun(task)) this.#schedulerOf(task).taskFailsToStart(task);
  }

  /** A run whose process has ended is done, and not lost. */
  taskLost(task: number, reason: StopReason): void {
    const isRun = this.#parts.tasks.isRun(task);
    if (isRun && reason === "exited") return;
    this.#pool.lose(task, reason);
    if (!isRun) this.#schedulerOf(task).reconcile();
  }

  taskStopped(task: number): void {
    const { tasks, bill } = this.#parts;
    bill(task);
    const seat = tasks.seat[task];
    seat.provider.leave(seat);
    if (tasks.isRun(task)) return;
    const reason = tasks.stopReason[task];
    this.#schedulerOf(task).taskStopped(reason === "unhealthy" || reason === "never-healthy");
    // The tasks of a canary before it may have stood where its own were to come.
    if (this.#isCanaryOn && tasks.isCanary[task] === 1) this.#canary!.scheduler.reconcile();
  }

  /** Kills a task whose requests hold more than its memory, as soon as the present handler is done. */
  outOfMemory(task: number): void {
    this.#parts.simulation.after(0, this.#outOfMemory, task);
  }

  /** A zone goes down with every task in it, or comes back. The health checks of each target come at moments of its own. */
  setZoneDown(zone: number, isDown: boolean): void {
    const { seed, service, tasks, rotation } = this.#parts;
    this.#pool.setZoneDown(zone, isDown);
    this.#canaryTasks?.setZoneDown(zone, isDown);
    for (const task of tasks) {
      if (!isDown || tasks.zone[task] !== zone) continue;
      const phase = keyed(seed, `health-check/${service}`, tasks.ordinal[task]);
      this.lifecycle.fallSilent(task, rotation?.silenceNoticedAfter(phase) ?? silenceNoticedAfter);
    }
    this.#reconcile();
  }

  /** StopTask for some of the running tasks; which ones is drawn by key, so that configurations lose the same. */
  stopTasks(count: (running: number) => number): void {
    const { simulation, seed, service, tasks, journal } = this.#parts;
    const draw = (task: number) => keyed(seed, `stop-tasks/${service}`, tasks.ordinal[task]);
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

  #checkHealth(rotation: Rotation): void {
    const { simulation, tasks, gracePeriod } = this.#parts;
    const alarm = simulation.alarm("health checks", () => {
      for (const task of tasks) {
        const isChecked = tasks.isUp(task) && rotation.isRegistered(task);
        if (isChecked && rotation.check(task, simulation.now)) this.#healthChanged(task);
      }
      if (tasks.failing > 0 && gracePeriod > 0) this.#reconcile();
      simulation.ring(alarm, rotation.healthCheck.interval);
    });
    simulation.ring(alarm, rotation.healthCheck.interval);
  }

  #healthChanged(task: number): void {
    const { tasks, journal } = this.#parts;
    const isFailing = tasks.isFailing[task] === 1;
    journal(isFailing ? "unhealthy" : "healthy-again", `a task ${isFailing ? "fails" : "passes"} its health checks`);
    this.#schedulerOf(task).reconcile();
  }

  #reconcile(): void {
    this.scheduler.reconcile();
    if (this.#isCanaryOn) this.#canary!.scheduler.reconcile();
  }

  #schedulerOf(task: number): ServiceScheduler<number, Deployment> {
    return this.#parts.tasks.isCanary[task] === 1 ? this.#canary!.scheduler : this.scheduler;
  }

  /** Creates the tasks of the service itself, or of a canary beside it. */
  #createTasks(canary: { readonly failed: () => void } | null): SimulatedTasks {
    const { simulation, seed, service, tasks, zones, capacity, launchTimes, journal } = this.#parts;
    const tasksOf = new SimulatedTasks({
      simulation,
      seed,
      service,
      tasks,
      zones,
      capacity,
      launchTimes,
      launches: this.#launches,
      lost: this.#lost,
      canary,
      journal,
    });
    if (canary !== null) tasksOf.connect(this.lifecycle, this.#losses);
    return tasksOf;
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

  /** ECS stops the tasks of an instance that drains, and starts others elsewhere. */
  #drain(task: number): void {
    if (!this.#parts.tasks.isActive(task)) return;
    this.lifecycle.stop(task, "instance-drain");
    this.#pool.lose(task, "instance-drain");
    this.#schedulerOf(task).reconcile();
  }

  #interrupt(task: number): void {
    const { simulation, tasks } = this.#parts;
    const state = tasks.state[task];
    const isServed = state === RUNNING || state === DEACTIVATING;
    if (isServed && simulation.now >= 0) this.interruptions++;
    if (isServed && tasks.isCanary[task] === 1) this.canaryInterruptions++;
    this.lifecycle.interrupt(task);
  }
}
