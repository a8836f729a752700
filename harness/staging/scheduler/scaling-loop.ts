import { CloudWatch } from "../../../sim/metrics/cloudwatch.js";
import { MetricFeed, sampleEvery } from "../../../sim/metrics/gauge.js";
import {
  Autoscaler,
  type AutoscalingConfig,
  createPolicies,
  metricTimings,
  nthEarliest,
} from "../../../sim/scaling/index.js";
import type { MetricName } from "../../../sim/scaling/policy.js";
import type { Clock } from "../../../workload/index.js";
import type { Timers } from "../timers.js";
import { createGauges, type GaugeParts, startedAt } from "./gauges.js";
import type { ServiceEvents } from "./service-events.js";
import type { ServiceScheduler } from "./service-scheduler.js";

export interface ScalingLoopParts extends GaugeParts {
  readonly autoscaling: AutoscalingConfig;
  readonly clock: Clock;
  readonly timers: Pick<Timers, "now" | "at">;
  readonly scheduler: GaugeParts["scheduler"] & Pick<ServiceScheduler, "isDeploying" | "setDesired">;
  readonly events: Pick<ServiceEvents, "scaled" | "scheduleRefused">;
}

/**
 * Runs the simulator's own policies in real time: publishes what the tasks report as CloudWatch would, asks for decisions
 * when there is something new to see, sets the desired count.
 */
export class ScalingLoop {
  readonly #parts: ScalingLoopParts;
  readonly #cloudWatch: CloudWatch<MetricName>;
  #autoscaler!: Autoscaler;

  constructor(parts: ScalingLoopParts) {
    this.#parts = parts;
    this.#cloudWatch = new CloudWatch(metricTimings(parts.autoscaling));
  }

  /** Time zero is known: periods begin at its whole multiples, scheduled actions are due by it. */
  begin(): void {
    const { config, autoscaling, clock, timers } = this.#parts;
    const { scaling, bounds, suspended } = config;
    const policies = createPolicies(scaling, clock);
    const start = timers.now();
    const metrics = this.#cloudWatch;
    this.#autoscaler = new Autoscaler({ policies, bounds, suspended, metrics, timing: autoscaling, start });
    const { seesTasks } = this.#autoscaler;
    const feed = new MetricFeed(metrics, createGauges(this.#parts), seesTasks);
    feed.prefill(start);
    if (seesTasks) this.#every(sampleEvery, () => feed.sample());
    for (const period of feed.periods) this.#every(period, (end) => feed.publish(period, end));
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
    if (result.refusal === "ValidationException") events.scheduleRefused();
    if (result.activity === null || result.desired === desired) return;
    events.scaled(result.desired, `${result.activity.cause}, ${result.activity.reason}`);
    scheduler.setDesired(result.desired);
  }

  /** When each task came to run that runs now: draining ones are no capacity to scale from. */
  #startedAt(): readonly number[] {
    const { timers, scheduler } = this.#parts;
    const running = [...scheduler.tasks].filter(({ state }) => state === "RUNNING");
    return running.map((task) => startedAt(task, timers));
  }
}
