import { minute } from "../../../scenarios/language/units/time.js";
import { CloudWatch } from "../../../sim/metrics/cloudwatch.js";
import { type CpuUse, utilization } from "../../../sim/metrics/cpu-use.js";
import { requestsPerTarget } from "../../../sim/metrics/requests-per-target.js";
import {
  Autoscaler,
  type AutoscalingConfig,
  createPolicies,
  metricTimings,
  nthEarliest,
} from "../../../sim/scaling/index.js";
import type { MetricName } from "../../../sim/scaling/policy.js";
import type { Scenario } from "../../../sim/scenario/index.js";
import type { Clock } from "../../../workload/index.js";
import type { Timers } from "../timers.js";
import type { ServiceEvents } from "./service-events.js";
import type { ServiceMeter } from "./service-meter.js";
import type { ServiceScheduler } from "./service-scheduler.js";

const highResolutionPeriod = 20_000_000;

export interface ScalingLoopParts {
  readonly config: Scenario["services"][string];
  readonly autoscaling: AutoscalingConfig;
  readonly clock: Clock;
  readonly timers: Pick<Timers, "now" | "at">;
  readonly meter: Pick<ServiceMeter, "cpu" | "queuedPerTask" | "memoryUse">;
  readonly scheduler: Pick<ServiceScheduler, "desired" | "isDeploying" | "tasks" | "active" | "setDesired">;
  readonly events: Pick<ServiceEvents, "scaled">;
  /** Requests that reached the balancer so far. */
  readonly attempts: () => number;
}

/**
 * Runs the simulator's own policies in real time: publishes what the tasks report as CloudWatch would, asks for decisions
 * when there is something new to see, sets the desired count. Nothing was published before the fleet began.
 */
export class ScalingLoop {
  readonly #parts: ScalingLoopParts;
  readonly #cloudWatch: CloudWatch<MetricName>;
  #autoscaler!: Autoscaler;
  #minuteBefore: CpuUse = { used: 0, reserved: 0 };
  #periodBefore: CpuUse = { used: 0, reserved: 0 };
  #attemptsBefore = 0;

  constructor(parts: ScalingLoopParts) {
    this.#parts = parts;
    this.#cloudWatch = new CloudWatch(metricTimings(parts.autoscaling));
  }

  /** Time zero is known: periods begin at its whole multiples, scheduled actions are due by it. */
  begin(): void {
    const { config, autoscaling, clock, timers, meter, attempts } = this.#parts;
    const { scaling, bounds, suspended } = config;
    const policies = createPolicies(scaling, clock);
    const start = timers.now();
    const metrics = this.#cloudWatch;
    this.#autoscaler = new Autoscaler({ policies, bounds, suspended, metrics, timing: autoscaling, start });
    this.#minuteBefore = meter.cpu();
    this.#periodBefore = this.#minuteBefore;
    this.#attemptsBefore = attempts();
    this.#every(minute, (end) => this.#closeMinute(end));
    this.#every(highResolutionPeriod, (end) => this.#closePeriod(end));
    this.#decideWhenDue();
  }

  /** While it degrades, a service does not scale in. */
  suspendScaleIn(isSuspended: boolean): void {
    this.#autoscaler.suspend("scaleIn", isSuspended);
  }

  #every(period: number, action: (end: number) => void): void {
    const { timers } = this.#parts;
    const wait = (end: number) =>
      timers.at(end, () => {
        action(end);
        wait(end + period);
      });
    wait((Math.floor(timers.now() / period) + 1) * period);
  }

  #closeMinute(end: number): void {
    const { meter, scheduler, attempts } = this.#parts;
    const cpu = meter.cpu();
    this.#cloudWatch.publish("cpu", end, utilization(cpu, this.#minuteBefore));
    this.#minuteBefore = cpu;
    const targets = scheduler.active.filter(({ isHealthy }) => isHealthy).length;
    const requests = attempts() - this.#attemptsBefore;
    this.#attemptsBefore += requests;
    const load = { requests, targets, desired: scheduler.desired };
    this.#cloudWatch.publish("requests-per-target", end, requestsPerTarget(load));
    this.#cloudWatch.publish("queue-per-task", end, meter.queuedPerTask());
    this.#cloudWatch.publish("memory", end, meter.memoryUse());
  }

  #closePeriod(end: number): void {
    const { meter } = this.#parts;
    const cpu = meter.cpu();
    this.#cloudWatch.publish("cpu-high-resolution", end, utilization(cpu, this.#periodBefore));
    this.#cloudWatch.publish("memory-high-resolution", end, meter.memoryUse());
    this.#periodBefore = cpu;
  }

  #decideWhenDue(): void {
    const { timers } = this.#parts;
    timers.at(this.#autoscaler.nextAt(timers.now()), () => {
      this.#decide();
      this.#decideWhenDue();
    });
  }

  #decide(): void {
    const { timers, scheduler, events } = this.#parts;
    const { desired, isDeploying: deploying } = scheduler;
    const now = timers.now();
    const startedAt = this.#startedAt();
    const runningSince = (count: number) => nthEarliest(startedAt, count);
    const result = this.#autoscaler.evaluate({ now, desired, running: startedAt.length, runningSince, deploying });
    if (result.activity === null || result.desired === desired) return;
    events.scaled(result.desired, `${result.activity.cause}, ${result.activity.reason}`);
    scheduler.setDesired(result.desired);
  }

  /** When each task came to run that runs now: draining ones are no capacity to scale from. */
  #startedAt(): readonly number[] {
    const { timers, scheduler } = this.#parts;
    const running = [...scheduler.tasks].filter(({ state }) => state === "RUNNING");
    return running.map(({ times }) => timers.now() - (Date.now() - times.started!) * 1_000);
  }
}
