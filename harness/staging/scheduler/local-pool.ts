import { second } from "../../../scenarios/language/units/time.js";
import type { Capacity } from "../../../sim/capacity/account.js";
import { hazardPerHour } from "../../../sim/capacity/risk.js";
import type { SpotMarket } from "../../../sim/capacity/spot-market.js";
import type { Strategy } from "../../../sim/capacity/strategy.js";
import { ServiceScheduler, schedulerConfig } from "../../../sim/pool/scheduler.js";
import type { TaskDefinition } from "../../../sim/pool/task-definition.js";
import type { AutoscalingConfig } from "../../../sim/scaling/index.js";
import { createTaskDefinition, type RequestServiceConfig } from "../../../sim/scenario/index.js";
import type { Clock, Tables } from "../../../workload/index.js";
import type { Timers } from "../timers.js";
import { DegradationLoop } from "./degradation-loop.js";
import { createDeployment, type Deployment } from "./deployment.js";
import type { FleetTask } from "./fleet-task.js";
import type { TargetGroup } from "./health.js";
import { LaunchTimes } from "./launch-times.js";
import { type ForkTask, Lifecycle, localStopTimes } from "./lifecycle.js";
import { LocalTasks } from "./local-tasks.js";
import { Losses } from "./losses.js";
import { ScalingLoop } from "./scaling-loop.js";
import { ServiceEvents } from "./service-events.js";
import { ServiceGauge } from "./service-gauge.js";
import { userInitiated } from "./stop-cause.js";

export interface LocalPoolParts {
  readonly name: string;
  readonly config: RequestServiceConfig;
  /** Seed of the driven replication. */
  readonly seed: number;
  readonly zones: number;
  readonly autoscaling: AutoscalingConfig;
  /** Divisor of the lags of a start. */
  readonly faster: number;
  readonly clock: Clock;
  readonly tables: Tables;
  readonly timers: Timers;
  readonly capacity: Capacity;
  readonly market: SpotMarket;
  readonly targets: TargetGroup;
  readonly fork: ForkTask;
  /** Number of requests that have reached the balancer. */
  readonly attempts: () => number;
}

/** One service of the local fleet: its scheduler, its tasks' lifecycle, its autoscaling, and what takes tasks away. */
export class LocalPool {
  readonly name: string;
  readonly createdAt = Date.now();
  readonly events: ServiceEvents;
  readonly meter: ServiceGauge;
  readonly attempts: () => number;
  readonly #parts: LocalPoolParts;
  readonly #definition: TaskDefinition;
  readonly #scheduler: ServiceScheduler<FleetTask, Deployment>;
  readonly #pool: LocalTasks;
  readonly #wereHealthy = new WeakSet<FleetTask>();
  readonly #lifecycle: Lifecycle;
  readonly #losses: Losses;
  readonly #scaling: ScalingLoop;
  readonly #degradation: DegradationLoop | null;

  constructor(parts: LocalPoolParts) {
    const { name, config } = parts;
    this.name = name;
    this.#parts = parts;
    this.attempts = parts.attempts;
    this.events = new ServiceEvents(name);
    this.#definition = createTaskDefinition(name, config.task);
    this.#pool = this.#createTasks();
    this.#scheduler = new ServiceScheduler(schedulerConfig(config), this.#pool, createDeployment(0, config.capacity));
    this.#lifecycle = this.#createLifecycle();
    this.#losses = this.#createLosses();
    this.#pool.connect(this.#lifecycle, this.#losses);
    this.meter = new ServiceGauge(() => this.#pool.tasks, this.#definition, {
      bootCpu: config.launch.bootCpu,
      countsDraining: parts.autoscaling.countsDraining,
    });
    this.#scaling = this.#createScaling();
    this.#degradation = this.#createDegradation();
  }

  /** Starts the first tasks, all at once. */
  launch(desired: number): void {
    this.#scheduler.begin(desired);
    this.#sample();
  }

  /** To be called when time zero is known: scaling, crunches and scheduled actions count from it. */
  begin(): void {
    this.#losses.begin();
    this.#scaling.begin();
    this.#degradation?.begin();
  }

  get desired(): number {
    return this.#scheduler.desired;
  }

  get deployment() {
    return this.#scheduler.deployment;
  }

  get isDeploying(): boolean {
    return this.#scheduler.isDeploying;
  }

  /** Tasks in the order of their launch, including those that stopped within the last hour. */
  get tasks(): readonly FleetTask[] {
    return [...this.#pool.tasks];
  }

  /** Tasks that count towards the desired count. */
  get active(): readonly FleetTask[] {
    return this.#pool.active;
  }

  /** Whether it has as many healthy tasks as desired, and none of an older revision. */
  get isSteady(): boolean {
    const { active } = this;
    return active.length === this.desired && active.every(({ isHealthy }) => isHealthy) && !this.isDeploying;
  }

  setDesired(desired: number): void {
    this.#scheduler.setDesired(desired);
  }

  deploy(strategy: Strategy): void {
    this.#scheduler.deploy((number) => createDeployment(number, strategy));
  }

  stopTask(task: FleetTask, reason: string | undefined): void {
    this.#lifecycle.stopTask(task, userInitiated(reason));
  }

  /** Takes a zone, counted from 0, down with every task in it, or brings it back. */
  setZoneDown(zone: number, isDown: boolean): void {
    this.#pool.setZoneDown(zone, isDown);
    for (const task of this.tasks) if (isDown && task.origin.zone === zone) this.#lifecycle.die(task);
    this.#scheduler.reconcile();
  }

  #createTasks(): LocalTasks {
    const { seed, zones, timers, capacity, tables, faster, config } = this.#parts;
    const { launch, healthCheck } = config;
    const { name: service, events } = this;
    const { imageGib, healthCheck: container } = this.#definition;
    const checks = { target: healthCheck, container, gracePeriod: healthCheck.gracePeriod };
    const launchTimes = new LaunchTimes({ seed, service, launch, tables, imageGib, checks, faster });
    const task = this.#definition;
    return new LocalTasks({ service, seed, zones, timers, capacity, task, launchTimes, events });
  }

  #createLifecycle(): Lifecycle {
    const { timers, targets, fork, config, faster } = this.#parts;
    return new Lifecycle({
      timers,
      targets,
      fork,
      stop: localStopTimes(config, faster),
      healthCheck: config.healthCheck,
      gracePeriod: config.healthCheck.gracePeriod,
      faster,
      changed: (task) => this.#changed(task),
      neverHealthy: (task) => this.#scheduler.taskNeverHealthy(task),
    });
  }

  #createLosses(): Losses {
    const { seed, timers, market, config } = this.#parts;
    return new Losses({
      seed,
      service: this.name,
      timers,
      market,
      lifecycle: this.#lifecycle,
      abruptHazard: hazardPerHour(config.abruptFailuresPerMonth) + this.#definition.sidecarHazard,
      tasks: () => this.active,
    });
  }

  #createScaling(): ScalingLoop {
    const { config, timers, autoscaling, clock } = this.#parts;
    const { meter, attempts, events } = this;
    return new ScalingLoop({ config, timers, meter, scheduler: this, attempts, autoscaling, clock, events });
  }

  #createDegradation(): DegradationLoop | null {
    const { config, timers } = this.#parts;
    if (config.degradation === undefined) return null;
    return new DegradationLoop({
      config: config.degradation,
      timers,
      meter: this.meter,
      tasks: () => this.active,
      suspendScaleIn: (isSuspended) => this.#scaling.suspendScaleIn(isSuspended),
      events: this.events,
    });
  }

  #sample(): void {
    this.meter.sample();
    this.#parts.timers.after(second, () => this.#sample());
  }

  #close(task: FleetTask): void {
    const { seat } = task.origin;
    this.meter.close(task);
    seat.provider.leave(seat);
  }

  #changed(task: FleetTask): void {
    if (task.state === "DEACTIVATING" || task.state === "STOPPING") this.meter.leave(task);
    if (task.state === "DEPROVISIONING") this.#close(task);
    if (task.state === "STOPPED") this.#pool.keep(task);
    if (task.state === "ACTIVATING") this.#degradation?.tell(task);
    if (task.isHealthy && !this.#wereHealthy.has(task)) {
      this.#wereHealthy.add(task);
      this.events.registered(task.id);
      this.#scheduler.taskHealthy(task);
    }
    if (task.state === "DEPROVISIONING" && hasFailedToStart(task)) this.#scheduler.taskFailsToStart(task);
    if (this.isSteady) this.events.steady();
    this.#scheduler.reconcile();
  }
}

/** Whether a task never reached RUNNING, or its process never listened, which counts as the same. */
function hasFailedToStart({ isTaken, port, stop }: FleetTask): boolean {
  const { stopCode } = stop!;
  if (isTaken) return false;
  return stopCode === "TaskFailedToStart" || (stopCode === "EssentialContainerExited" && port === null);
}
