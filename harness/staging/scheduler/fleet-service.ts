import { second } from "../../../scenarios/language/units/time.js";
import type { AccountCapacity } from "../../../sim/capacity/account-capacity.js";
import type { SpotMarket } from "../../../sim/capacity/spot-market.js";
import type { Strategy } from "../../../sim/capacity/strategy.js";
import type { AutoscalingConfig } from "../../../sim/scaling/index.js";
import type { Scenario } from "../../../sim/scenario/index.js";
import type { Clock, Tables } from "../../../workload/index.js";
import type { Timers } from "../timers.js";
import { DegradationLoop } from "./degradation-loop.js";
import type { FleetTask } from "./fleet-task.js";
import { LaunchTimes } from "./launch-times.js";
import { Launcher } from "./launcher.js";
import { type ForkTask, Lifecycle, type TargetGroup } from "./lifecycle.js";
import { ScalingLoop } from "./scaling-loop.js";
import { ServiceEvents } from "./service-events.js";
import { ServiceMeter } from "./service-meter.js";
import { ServiceScheduler } from "./service-scheduler.js";
import { userInitiated } from "./stop-cause.js";
import { localStopTimes } from "./stop-times.js";
import { TaskLosses } from "./task-losses.js";

type ServiceConfig = Scenario["services"][string];

export interface FleetServiceParts {
  readonly name: string;
  readonly config: ServiceConfig;
  /** Of the replication that is driven. */
  readonly seed: number;
  readonly zones: number;
  readonly autoscaling: AutoscalingConfig;
  /** Divides the lags of a start. */
  readonly faster: number;
  readonly clock: Clock;
  readonly tables: Tables;
  readonly timers: Timers;
  readonly capacity: AccountCapacity;
  readonly market: SpotMarket;
  readonly targets: TargetGroup;
  readonly fork: ForkTask;
  /** Requests that reached the balancer so far. */
  readonly attempts: () => number;
}

/** One service of the local fleet put together: its scheduler, its tasks' lifecycle, its autoscaling, what takes tasks away. */
export class FleetService {
  readonly name: string;
  readonly createdAt = Date.now();
  readonly events: ServiceEvents;
  readonly meter: ServiceMeter;
  readonly attempts: () => number;
  readonly #parts: FleetServiceParts;
  readonly #scheduler: ServiceScheduler;
  readonly #lifecycle: Lifecycle;
  readonly #launcher: Launcher;
  readonly #losses: TaskLosses;
  readonly #scaling: ScalingLoop;
  readonly #degradation: DegradationLoop | null;

  constructor(parts: FleetServiceParts) {
    const { name, config } = parts;
    this.name = name;
    this.#parts = parts;
    this.attempts = parts.attempts;
    this.events = new ServiceEvents(name);
    const common = { ...parts, service: name, events: this.events };
    const scheduler = new ServiceScheduler(
      {
        ...common,
        limits: config.deployment,
        circuitBreaker: config.deployment.circuitBreaker,
        retry: config.launchRetry,
      },
      config.capacity,
    );
    const tasks = () => scheduler.active;
    const stop = localStopTimes(config, parts.faster);
    const lifecycle = new Lifecycle({
      ...common,
      stop,
      changed: (task) => this.#changed(task),
      neverHealthy: (task) => scheduler.neverHealthy(task),
    });
    const { abruptFailuresPerMonth, degradation } = config;
    this.#launcher = new Launcher({ ...common, vcpu: config.task.cpu, launchTimes: launchTimesOf(parts), lifecycle });
    this.#losses = new TaskLosses({ ...common, lifecycle, abruptFailuresPerMonth, tasks });
    scheduler.connect(lifecycle, this.#launcher, this.#losses);
    this.#lifecycle = lifecycle;
    this.#scheduler = scheduler;
    this.meter = new ServiceMeter(() => scheduler.tasks, config.task.cpu, {
      bootCpu: config.launch.bootCpu,
      countsDraining: parts.autoscaling.countsDraining,
    });
    const scaling = new ScalingLoop({ ...common, scheduler, meter: this.meter });
    const suspendScaleIn = (isSuspended: boolean) => scaling.suspendScaleIn(isSuspended);
    this.#scaling = scaling;
    this.#degradation = degradation
      ? new DegradationLoop({ ...common, config: degradation, meter: this.meter, tasks, suspendScaleIn })
      : null;
  }

  /** Starts the first tasks, all at once. */
  launch(desired: number): void {
    this.#scheduler.begin(desired);
    this.#sample();
  }

  /** Time zero is known: scaling, crunches and scheduled actions go by it. */
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

  /** In the order of their launch, with those that stopped within the last hour. */
  get tasks(): readonly FleetTask[] {
    return [...this.#scheduler.tasks];
  }

  /** As many healthy tasks as are wanted, and none of an older revision. */
  get isSteady(): boolean {
    const { active } = this.#scheduler;
    return active.length === this.desired && active.every(({ isHealthy }) => isHealthy) && !this.isDeploying;
  }

  setDesired(desired: number): void {
    this.#scheduler.setDesired(desired);
  }

  deploy(strategy: Strategy): void {
    this.#scheduler.deploy(strategy);
  }

  stopTask(task: FleetTask, reason: string | undefined): void {
    this.#lifecycle.stopTask(task, userInitiated(reason));
  }

  /** A zone, from 0, goes down with every task in it, or comes back. */
  setZoneDown(zone: number, isDown: boolean): void {
    this.#launcher.setZoneDown(zone, isDown);
    for (const task of this.tasks) if (isDown && task.origin.zone === zone) this.#lifecycle.die(task);
    this.#scheduler.reconcile();
  }

  #sample(): void {
    this.meter.sample();
    this.#parts.timers.after(second, () => this.#sample());
  }

  #close(task: FleetTask): void {
    const { capacity, config } = this.#parts;
    this.meter.close(task);
    capacity.release(task.origin.provider, config.task.cpu);
  }

  #changed(task: FleetTask): void {
    if (task.state === "DEACTIVATING" || task.state === "STOPPING") this.meter.leave(task);
    if (task.state === "DEPROVISIONING") this.#close(task);
    if (task.state === "ACTIVATING") this.#degradation?.tell(task);
    this.#scheduler.changed(task);
  }
}

const gib = 2 ** 30;

function launchTimesOf({ name, seed, config, tables, faster }: FleetServiceParts): LaunchTimes {
  const { launch, healthCheck, task } = config;
  const imageGib = task.image / gib;
  return new LaunchTimes({
    seed,
    service: name,
    launch,
    tables,
    imageGib,
    healthCheck,
    containerCheck: task.healthCheck ?? null,
    faster,
  });
}
