import { minute } from "../../scenarios/language/units/time.js";
import type { Simulation } from "../engine/simulation.js";
import type { LoadBalancer } from "../fleet/balancers/index.js";
import type { Journal } from "../fleet/journal.js";
import type { ServiceScheduler } from "../fleet/scheduler.js";
import type { TargetGroup } from "../fleet/target-group.js";
import type { TaskTable } from "../fleet/task-table.js";
import type { CloudWatch } from "../metrics/cloudwatch.js";
import { type CpuUse, utilization } from "../metrics/cpu-use.js";
import { requestsPerTarget } from "../metrics/requests-per-target.js";
import type { ScalingActivity } from "../outcome/replication.js";
import type { Autoscaler } from "../scaling/autoscaler.js";
import { nthEarliest } from "../scaling/cooldown.js";
import { ScalingLag } from "../scaling/lag.js";
import { periodOf } from "../scaling/metric.js";
import type { MetricName } from "../scaling/policy.js";
import type { CpuMeter } from "./cpu-meter.js";
import type { NeededTasks } from "./needed-tasks.js";
import type { TaskServers } from "./task-servers.js";

const highResolutionPeriod = 20_000_000;
/** Datapoints that are there when the world begins: more than any alarm of target tracking looks at. */
const prefilled = 20;

export interface ControlLoopParts {
  readonly simulation: Simulation;
  readonly tasks: TaskTable;
  readonly servers: TaskServers;
  readonly targets: TargetGroup;
  readonly balancer: LoadBalancer;
  readonly scheduler: ServiceScheduler;
  readonly cpu: CpuMeter;
  readonly cloudWatch: CloudWatch<MetricName>;
  readonly autoscaler: Autoscaler;
  readonly needed: NeededTasks;
  /** Attempts so far. */
  readonly attempts: () => number;
  readonly journal: Journal;
}

/** Closes the loop between a service and its autoscaler: publishes metrics, asks for decisions, sets the desired count. */
export class ControlLoop {
  readonly activities: ScalingActivity[] = [];
  readonly lags: number[] = [];
  readonly #parts: ControlLoopParts;
  readonly #lag = new ScalingLag();
  #minuteBefore: CpuUse = { used: 0, reserved: 0 };
  #periodBefore: CpuUse = { used: 0, reserved: 0 };
  #attemptsBefore = 0;
  #isReported = true;

  constructor(parts: ControlLoopParts) {
    this.#parts = parts;
  }

  /** Publishes what CloudWatch would have seen before the world began, and sets the alarms. */
  begin(): void {
    const { simulation, scheduler, needed, targets } = this.#parts;
    const { now } = simulation;
    const { definition } = scheduler.deployment;
    const reserved = scheduler.desired * definition.vcpu;
    const cpu = reserved > 0 ? Math.min(1, needed.load(now, definition) / reserved) : Number.NaN;
    const requests = scheduler.desired > 0 ? (needed.rate(now) * 60) / scheduler.desired : Number.NaN;
    const before = { cpu, "cpu-high-resolution": cpu, "requests-per-target": requests, "queue-per-task": 0 };
    for (const [metric, value] of Object.entries(before) as [MetricName, number][]) this.#prefill(metric, value);
    this.#every(minute, "minute metrics", () => this.#closeMinute());
    this.#every(highResolutionPeriod, "high-resolution metrics", () => this.#closePeriod());
    this.#watchLag();
    targets.onChange = () => this.#observeLag();
    this.#decideWhenDue();
  }

  /**
   * The reported time is over: what is decided while the last requests end is nobody's business. A scale-out that is still
   * under way took at least so long: it counts where it is the longest.
   */
  close(): void {
    const { simulation, targets } = this.#parts;
    const underWay = this.#lag.underWay(simulation.now, targets.healthy);
    if (underWay > Math.max(0, ...this.lags)) this.lags.push(underWay);
    this.#isReported = false;
  }

  #prefill(metric: MetricName, value: number): void {
    const { simulation, cloudWatch } = this.#parts;
    const period = periodOf(metric);
    const last = Math.floor(simulation.now / period) * period;
    for (let back = prefilled - 1; back >= 0; back--) cloudWatch.publish(metric, last - back * period, value);
  }

  /** Runs at every whole multiple of `period` of the run's time. */
  #every(period: number, name: string, action: () => void): void {
    const { simulation } = this.#parts;
    const alarm = simulation.alarm(name, () => {
      action();
      simulation.ring(alarm, period);
    });
    simulation.ring(alarm, (Math.floor(simulation.now / period) + 1) * period - simulation.now);
  }

  #closeMinute(): void {
    const { simulation, cloudWatch, cpu, servers, tasks } = this.#parts;
    const total = cpu.total();
    const { now } = simulation;
    cloudWatch.publish("cpu", now, utilization(total, this.#minuteBefore));
    this.#minuteBefore = total;
    cloudWatch.publish("requests-per-target", now, this.#requestsPerTarget());
    cloudWatch.publish("queue-per-task", now, servers.queuedPerTask(tasks));
    cloudWatch.publish("memory", now, servers.memoryUse(tasks));
  }

  #requestsPerTarget(): number {
    const { attempts, balancer, scheduler } = this.#parts;
    const before = this.#attemptsBefore;
    this.#attemptsBefore = attempts();
    const requests = this.#attemptsBefore - before;
    return requestsPerTarget({ requests, targets: balancer.size, desired: scheduler.desired });
  }

  #closePeriod(): void {
    const { simulation, cloudWatch, cpu, servers, tasks } = this.#parts;
    const total = cpu.total();
    cloudWatch.publish("cpu-high-resolution", simulation.now, utilization(total, this.#periodBefore));
    cloudWatch.publish("memory-high-resolution", simulation.now, servers.memoryUse(tasks));
    this.#periodBefore = total;
  }

  /** What is needed changes with the demand, what is there with the targets: at no other instant is there anything to see. */
  #watchLag(): void {
    const { simulation, needed } = this.#parts;
    const alarm = simulation.alarm("demand changes", () => {
      this.#observeLag();
      simulation.ring(alarm, needed.nextChangeAt(simulation.now) - simulation.now);
    });
    simulation.ring(alarm, 0);
  }

  #observeLag(): void {
    const { simulation, needed, scheduler, targets } = this.#parts;
    const { now } = simulation;
    const before = this.#lag.count;
    this.#lag.observe(now, needed.at(now, scheduler.deployment.definition), targets.healthy);
    if (this.#lag.count > before && now >= 0 && this.#isReported) this.lags.push(this.#lag.last);
  }

  #decideWhenDue(): void {
    const { simulation, autoscaler } = this.#parts;
    const alarm = simulation.alarm("scaling decision", () => {
      this.#decide();
      simulation.ring(alarm, autoscaler.nextAt(simulation.now) - simulation.now);
    });
    simulation.ring(alarm, autoscaler.nextAt(simulation.now) - simulation.now);
  }

  #decide(): void {
    const { simulation, autoscaler, scheduler, tasks, journal } = this.#parts;
    const { now } = simulation;
    const from = scheduler.desired;
    const running = tasks.count((task) => tasks.isRunning(task));
    const runningSince = (count: number) => this.#runningSince(count);
    const deploying = scheduler.isDeploying;
    const result = autoscaler.evaluate({ now, desired: from, running, runningSince, deploying });
    if (result.activity === null || result.desired === from) return;
    const { cause, dynamic, direction, reason } = result.activity;
    if (now >= 0 && this.#isReported) this.activities.push({ at: now, from, to: result.desired, cause, dynamic });
    journal(`scale-${direction}`, `desired ${from} → ${result.desired}: ${reason}`, {
      from,
      to: result.desired,
      cause,
    });
    scheduler.setDesired(result.desired);
  }

  /** When the last of so many tasks came to run, of those that run now. */
  #runningSince(count: number): number {
    const { tasks } = this.#parts;
    return nthEarliest(
      [...tasks].filter((task) => tasks.isRunning(task)).map((task) => tasks.runningAt[task]),
      count,
    );
  }
}
