import type { Simulation } from "../../engine/simulation.js";
import type { ScalingActivity } from "../../facts/aspects/scaling.js";
import type { CloudWatch } from "../../facts/cloudwatch.js";
import { MetricFeed, type Timetable } from "../../facts/gauge.js";
import type { Pool } from "../../pool/pool.js";
import type { Journal } from "../../pool/process.js";
import type { TaskTable } from "../../pool/task-table.js";
import { Autoscaler, type AutoscalerResult } from "../../scaling/autoscaler.js";
import { nthEarliest } from "../../scaling/cooldown.js";
import { ScalingLag } from "../../scaling/lag.js";
import type { Gauges, MetricName } from "../../scaling/metric.js";
import { type PublishedMetrics, scheduleRefused } from "../../scaling/policy.js";
import { type ScalableTarget, ScalingLoop } from "../../scaling/scaling-loop.js";
import { createPolicies } from "../../scaling/scaling-shape.js";
import type { ServiceContext } from "../service-context.js";
import type { ExpectedSize } from "./expected-size.js";
import type { TaskFleetConfig } from "./fleet-shape.js";

interface ControlLoopParts {
  readonly simulation: Simulation;
  readonly tasks: TaskTable;
  readonly pool: Pool;
  readonly expected: ExpectedSize;
  readonly cloudWatch: CloudWatch<MetricName>;
  readonly autoscaler: Autoscaler;
  readonly journal: Journal;
}

/** Closes the loop between a service and its autoscaler, and takes down what it decides and how late capacity comes. */
export class ControlLoop {
  readonly activities: ScalingActivity[] = [];
  readonly lags: number[] = [];
  readonly #parts: ControlLoopParts;
  readonly #lag = new ScalingLag();
  #isReported = true;

  constructor(parts: ControlLoopParts) {
    this.#parts = parts;
  }

  /** Publishes what CloudWatch would have seen before the world began, and sets the alarms. */
  begin(gauges: Gauges): void {
    const { simulation, tasks, cloudWatch, autoscaler } = this.#parts;
    const timetable = timetableOf(simulation);
    new MetricFeed(cloudWatch, gauges, autoscaler.tasksSampledEvery).begin(timetable);
    this.#watchLag();
    tasks.onJudged = () => this.#observeLag();
    const decided = (result: AutoscalerResult, from: number, now: number) => this.decided("desired", result, from, now);
    new ScalingLoop({ autoscaler, target: targetOf(this.#parts), timetable, decided }).begin();
  }

  /**
   * The reported time is over: what is decided while the last requests end is nobody's business. A scale-out that is still
   * under way took at least so long: it counts where it is the longest.
   */
  close(): void {
    const { simulation, tasks } = this.#parts;
    const underWay = this.#lag.underWay(simulation.now, tasks.healthy);
    if (underWay > Math.max(0, ...this.lags)) this.lags.push(underWay);
    this.#isReported = false;
  }

  /**
   * The need changes with the demand, and the capacity with the health of tasks: the lag can change at no other
   * instant.
   */
  #watchLag(): void {
    const { simulation, expected } = this.#parts;
    const alarm = simulation.alarm("demand changes", () => {
      this.#observeLag();
      simulation.ring(alarm, expected.nextChangeAt(simulation.now) - simulation.now);
    });
    simulation.ring(alarm, 0);
  }

  #observeLag(): void {
    const { simulation, expected, pool, tasks } = this.#parts;
    const { now } = simulation;
    const before = this.#lag.count;
    this.#lag.observe(now, expected.at(now, pool.deployment.definition), tasks.healthy);
    if (this.#lag.count > before && now >= 0 && this.#isReported) this.lags.push(this.#lag.last);
  }

  /** Reports a decision of an autoscaler about the tasks, or about the instances that they fill. */
  decided(what: string, { activity, desired: to, refusal }: AutoscalerResult, from: number, now: number): void {
    const { journal } = this.#parts;
    if (refusal === "ValidationException") journal("scheduled-action", scheduleRefused);
    if (activity === null || to === from) return;
    const { cause, dynamic, direction, reason } = activity;
    if (now >= 0 && this.#isReported) this.activities.push({ at: now, from, to, cause, dynamic });
    journal(`scale-${direction}`, `${what} ${from} → ${to}: ${reason}`, { from, to, cause });
  }
}

/** Draining tasks are no capacity to scale from. */
function targetOf({ pool, tasks }: ControlLoopParts): ScalableTarget {
  const isRunning = (task: number) => tasks.isRunning(task);
  const runningAt = (task: number) => tasks.runningAt[task];
  return {
    get desired() {
      return pool.desired;
    },
    get running() {
      return tasks.count(isRunning);
    },
    get isDeploying() {
      return pool.isDeploying;
    },
    runningSince: (count) => nthEarliest([...tasks].filter(isRunning).map(runningAt), count),
    setDesired: (desired) => pool.setDesired(desired),
  };
}

/** Simulated time, as metrics and scaling loops ask for it. */
export function timetableOf(simulation: Simulation): Timetable {
  return {
    now: () => simulation.now,
    repeat(name, next, action) {
      const wait = () => simulation.ring(alarm, next(simulation.now) - simulation.now);
      const alarm = simulation.alarm(name, () => {
        action(simulation.now);
        wait();
      });
      wait();
    },
  };
}

/** The autoscaler of a service. */
export function createAutoscaler(
  { scaling, bounds, suspended }: TaskFleetConfig,
  { clock, simulation, autoscaling }: ServiceContext,
  metrics: PublishedMetrics,
): Autoscaler {
  const policies = createPolicies(scaling, clock);
  return new Autoscaler({ policies, bounds, metrics, timing: autoscaling, suspended, start: simulation.now });
}
