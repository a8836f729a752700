import { hour, minute } from "../../../scenarios/language/units/time.js";
import type { Load } from "../../../workload/calls.js";
import { LaunchTimes } from "../../capacity/launch.js";
import { providers } from "../../capacity/providers/index.js";
import { hazardPerHour } from "../../capacity/risk.js";
import { CloudWatch } from "../../facts/cloudwatch.js";
import { type CpuUse, utilization } from "../../facts/cpu-use.js";
import { type AspectFacts, columnsAlone, type MinuteColumns } from "../../facts/facts.js";
import type { InstanceGroup } from "../../pool/instances/instance-group.js";
import { Pool } from "../../pool/pool.js";
import type { Process } from "../../pool/process.js";
import { schedulerConfig } from "../../pool/scheduler.js";
import type { TaskTable } from "../../pool/task-table.js";
import type { Autoscaler } from "../../scaling/autoscaler.js";
import { type MetricName, metricTimings } from "../../scaling/metric.js";
import type { Readings } from "../../scaling/metrics/kind.js";
import { createDynamicPolicies } from "../../scaling/scaling-shape.js";
import type { Rotation } from "../../targets/target-group.js";
import type { Servers } from "../../work/servers.js";
import type { ServiceContext } from "../service-context.js";
import { ControlLoop, createAutoscaler } from "./control-loop.js";
import type { CpuGauge } from "./cpu-gauge.js";
import { ExpectedSize } from "./expected-size.js";
import type { DeploymentChange, Fleet, Release } from "./fleet.js";
import type { TaskFleetConfig } from "./fleet-shape.js";
import { fleetGauges } from "./gauges.js";
import { instanceFacts } from "./instance-groups.js";
import { InstanceScaling } from "./instance-scaling.js";
import { groupsOf, type InstancesConfig, ownScaling, scalesItself } from "./instances-shape.js";
import { TaskBill } from "./task-bill.js";
import { createTaskDefinition } from "./task-definitions.js";

/** Aspects of every service with tasks. */
export const fleetAspects = ["tasks", "cpu", "memory", "scaling", "spot"] as const;

/** What a fleet is created from; times in microseconds. */
export interface TaskFleetParts {
  readonly config: TaskFleetConfig;
  readonly context: ServiceContext;
  readonly tasks: TaskTable;
  /** The servers on which its tasks do their work. */
  readonly servers: Servers;
  readonly cpu: CpuGauge;
  /** The application in its tasks, which hears of their starts and stops. */
  readonly process: Process;
  /** The load balancer's targets; null where there is no balancer. */
  readonly rotation: Rotation | null;
  readonly stopTimeout: number;
  /** Time for which ECS ignores the health checks of a new task. */
  readonly gracePeriod: number;
  /** Expected loads, from which the initial size is computed and the scaling lag is measured. */
  readonly loads: readonly Load[];
}

/** The tasks of an ECS service of whatever kind: a pool, what is billed of it, and what scales it. */
export class TaskFleet implements Fleet {
  readonly pool: Pool;
  readonly autoscaler: Autoscaler;
  readonly #parts: TaskFleetParts;
  readonly #bill: TaskBill;
  readonly #expected: ExpectedSize;
  readonly #loop: ControlLoop;
  /** The highest of the task definitions that were in use. */
  #sidecarHazard: number;
  #cpuBefore: CpuUse = { used: 0, reserved: 0 };
  #interruptedBefore = 0;
  #release: Release | null = null;

  constructor(parts: TaskFleetParts) {
    const { config, context, tasks, loads } = parts;
    this.#parts = parts;
    this.#bill = new TaskBill(context, tasks);
    this.pool = this.#createPool();
    this.#sidecarHazard = this.pool.deployment.definition.sidecarHazard;
    const cloudWatch = new CloudWatch<MetricName>(metricTimings(context.autoscaling));
    this.#expected = new ExpectedSize(loads, config.scaling);
    this.autoscaler = createAutoscaler(ownScaling(config), context, cloudWatch);
    this.#loop = new ControlLoop({
      simulation: context.simulation,
      tasks,
      expected: this.#expected,
      cloudWatch,
      pool: this.pool,
      autoscaler: this.autoscaler,
      journal: context.journal,
    });
    const { scheduler } = this.pool;
    for (const group of context.instances.values()) group.together = (changes) => scheduler.together(changes);
  }

  /** Tasks run and metrics are there; `readings`: what the service shows beside its tasks. */
  begin(readings: Partial<Readings<number>>): void {
    const { config, context, tasks, servers, cpu } = this.#parts;
    const { simulation } = context;
    const { scheduler } = this.pool;
    const { bounds, desired } = config;
    const leading = this.#leading;
    if (leading !== null) this.#lead(leading, readings);
    const slots = leading?.group.slots(scheduler.deployment.definition);
    const held = slots ?? desired ?? this.#expected.at(simulation.now, scheduler.deployment.definition);
    scheduler.begin(Math.max(bounds.min, Math.min(bounds.max, held)));
    for (const group of context.instances.values()) group.begin(group.desired);
    const metered = { simulation, tasks, servers, pool: this.pool, cpu, expected: this.#expected };
    this.#loop.begin(fleetGauges(metered, readings));
  }

  /** The group that scales itself, whose instances the tasks fill; the only one then. */
  get #leading(): Leading | null {
    const { config, context } = this.#parts;
    const [provider, leading] = groupsOf(config.instances).find(([, group]) => scalesItself(group)) ?? [];
    if (provider === undefined || leading === undefined) return null;
    return { group: context.instances.get(provider)!, config: leading };
  }

  /** Lets the instances lead: the tasks fill them, and the group's policies set their number. */
  #lead({ group, config }: Leading, readings: Partial<Readings<number>>): void {
    const { context, cpu } = this.#parts;
    const { scheduler } = this.pool;
    const { bounds } = this.#parts.config;
    const slots = () => group.slots(scheduler.deployment.definition);
    group.begin(config.desired ?? config.bounds.min);
    group.onChange = () => this.pool.setDesired(Math.min(bounds.max, slots()));
    new InstanceScaling({
      group,
      config,
      context,
      cpu,
      before: (metric) => {
        const load = this.#expected.load(context.simulation.now, scheduler.deployment.definition);
        return group.desired === 0 ? Number.NaN : metric.expected(load, slots());
      },
      decided: (result, from, now) => this.#loop.decided("instances", result, from, now),
    }).begin(readings);
  }

  /** New revisions come in this way from now on, and not by rolling. */
  releaseBy(release: Release): void {
    this.#release = release;
  }

  deploy({ task, capacity, bounds, rolls = false }: DeploymentChange): void {
    const { definition, strategy } = this.pool.deployment;
    if (bounds !== undefined) this.autoscaler.setBounds(bounds);
    const next = task === undefined ? definition : createTaskDefinition(this.#parts.context.name, task);
    this.#sidecarHazard = Math.max(this.#sidecarHazard, next.sidecarHazard);
    if (this.#release !== null && !rolls) return this.#release.begin(next, capacity ?? strategy);
    this.#release?.giveUp("a rolling deployment begins");
    this.pool.deploy(next, capacity ?? strategy);
  }

  setZoneDown(zone: number, isDown: boolean): void {
    const { instances } = this.#parts.context;
    for (const group of instances.values()) group.setZoneDown(zone, isDown);
    this.pool.setZoneDown(zone, isDown);
  }

  stopTasks(count: (running: number) => number): void {
    this.pool.stopTasks(count);
  }

  /** Closes the books at the end of the reported time. */
  end(): void {
    this.pool.end();
    for (const group of this.#parts.context.instances.values()) group.end();
    this.#bill.close();
    this.#loop.close();
  }

  /** The first of the reported minutes begins. */
  openMinutes(): void {
    this.#cpuBefore = this.#parts.cpu.total();
  }

  /** Facts of the minute that ends now. */
  closeMinute(): FleetMinute {
    const { tasks, cpu, servers, context } = this.#parts;
    const used = cpu.total();
    const before = this.#cpuBefore;
    this.#cpuBefore = used;
    const { interruptions } = this.pool;
    const tasksInterrupted = interruptions - this.#interruptedBefore;
    this.#interruptedBefore = interruptions;
    return {
      desired: this.pool.desired,
      running: tasks.count((task) => tasks.isRunning(task)),
      spot: tasks.count((task) => tasks.isRunning(task) && providers[tasks.provider[task]].purchase === "spot"),
      cpu: utilization(used, before),
      memory: servers.memoryUse(tasks),
      tasksInterrupted,
      ...instanceMinute([...context.instances.values()]),
    };
  }

  /** `columns`: what was told of the minutes; `interrupted`: how much work Spot has cut. */
  facts(
    columns: MinuteColumns,
    interrupted: number,
  ): Pick<AspectFacts, (typeof fleetAspects)[number]> & Partial<Pick<AspectFacts, "instances">> {
    const can = possibleChanges(this.#parts.config, this.#parts.rotation?.healthCheck.sharesCapacity === true);
    const groups = [...this.#parts.context.instances.values()];
    return {
      tasks: {
        hours: this.#bill.taskHours,
        changedHours: can.changedHours,
        lost: Object.fromEntries(this.pool.lost),
        replacementLags: this.pool.replacementLags,
      },
      cpu: columnsAlone,
      memory: columnsAlone,
      scaling: {
        activities: this.#loop.activities,
        lags: this.#loop.lags,
        canScaleOut: can.scaleOut,
        canScaleIn: can.scaleIn,
        canOscillate: can.oscillation,
      },
      spot: {
        interruptions: this.pool.interruptions,
        interruptedRequests: interrupted,
        interruptionsExpected: this.#interruptionsExpected(hoursOf(columns.spot)),
      },
      ...(groups.length > 0 && { instances: instanceFacts(groups) }),
    };
  }

  /**
   * Interruptions expected from the market's hazard on Fargate or from the pools' hazards on instances, plus the tasks
   * that crunches took.
   */
  #interruptionsExpected(spotHours: number): number {
    const { market, instances } = this.#parts.context;
    const groups = [...instances.values()].filter(({ isSpot }) => isSpot);
    const onInstances = groups.reduce((sum, { usage }) => sum + usage.taskHours, 0);
    const byPools = groups.reduce((sum, { usage, crunchedTasks }) => sum + usage.expectedOfTasks + crunchedTasks, 0);
    return market.hazardPerHour * Math.max(0, spotHours - onInstances) + byPools + this.pool.crunchNotices;
  }

  /** The highest hazard of an interruption that comes alone, per task-hour on Spot. */
  get interruptionHazard(): number {
    const { market, instances } = this.#parts.context;
    return Math.max(market.hazardPerHour, ...[...instances.values()].map(({ greatestHazard }) => greatestHazard));
  }

  /** Hours of tasks from RUNNING to their end, within the reported time. */
  get taskHours(): number {
    return this.#bill.taskHours;
  }

  /** Tasks that end without SIGTERM, per task-hour. */
  get abruptHazard(): number {
    return hazardPerHour(this.#parts.config.abruptFailuresPerMonth) + this.#sidecarHazard;
  }

  #createPool(): Pool {
    const { config, context, tasks, process, rotation, stopTimeout, gracePeriod } = this.#parts;
    const { simulation, seed, name, tables, capacity, market, zones, clock, journal } = context;
    return new Pool({
      simulation,
      seed,
      service: name,
      tasks,
      process,
      rotation,
      capacity,
      market,
      zones,
      launchTimes: new LaunchTimes(seed, name, config.launch, tables),
      scheduler: { ...schedulerConfig(config), ...(this.#leading && { rebalances: false }) }, // its instances say in which zones
      stopTimeout,
      gracePeriod,
      abruptHazard: hazardPerHour(config.abruptFailuresPerMonth),
      until: clock.duration,
      definition: createTaskDefinition(name, config.task),
      strategy: config.capacity,
      journal,
      bill: (task) => this.#bill.add(task),
    });
  }
}

/** A group whose instances lead, and its keys. */
interface Leading {
  readonly group: InstanceGroup;
  readonly config: InstancesConfig;
}

type FleetMinute = Pick<
  Record<keyof MinuteColumns, number>,
  "desired" | "running" | "spot" | "cpu" | "memory" | "tasksInterrupted"
> &
  Partial<Record<"instances" | "instancesPending", number>>;

function instanceMinute(groups: readonly InstanceGroup[]): Pick<FleetMinute, "instances" | "instancesPending"> {
  if (groups.length === 0) return {};
  return {
    instances: groups.reduce((sum, { running }) => sum + running, 0),
    instancesPending: groups.reduce((sum, { pending }) => sum + pending, 0),
  };
}

/** Task-hours from a column of tasks per minute. */
export function hoursOf(tasksPerMinute: Float64Array): number {
  return tasksPerMinute.reduce((sum, tasks) => sum + tasks, 0) * (minute / hour);
}

/** What can happen to a fleet at all, by its configuration. */
interface PossibleChanges {
  readonly scaleOut: boolean;
  readonly scaleIn: boolean;
  /** Dynamic policies can move the number of tasks both ways. */
  readonly oscillation: boolean;
  /** Task-hours that one more change of its tasks adds or takes, Spot interruptions apart; 0 where none can come. */
  readonly changedHours: number;
}

/** Derives what can happen to a fleet. Scheduled actions move the bounds, so they can move tasks too. */
function possibleChanges(
  { scaling, bounds, suspended, abruptFailuresPerMonth }: TaskFleetConfig,
  losesByChecks: boolean,
): PossibleChanges {
  const isScheduled = !suspended.scheduled && scaling.some(({ kind }) => kind === "scheduled");
  const hasRoom = isScheduled || bounds.min < bounds.max;
  const policies = createDynamicPolicies(scaling);
  const scalesOut = hasRoom && !suspended.scaleOut && policies.some(({ moves }) => moves.out);
  const scalesIn = hasRoom && !suspended.scaleIn && policies.some(({ moves }) => moves.in);
  const replacement = abruptFailuresPerMonth > 0 || losesByChecks ? 1 / 60 : 0; // for about a minute nobody pays for the task
  return {
    scaleOut: scalesOut || isScheduled,
    scaleIn: scalesIn || isScheduled,
    oscillation: scalesOut && scalesIn,
    changedHours: scalesOut || scalesIn || isScheduled ? 1 : replacement,
  };
}
