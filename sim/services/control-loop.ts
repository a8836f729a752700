import { second } from "../../scenarios/language/units/time.js";
import type { Journal } from "../fleet/journal.js";
import type { TargetGroup } from "../fleet/target-group.js";
import type { CloudWatch } from "../metrics/cloudwatch.js";
import { MetricFeed, sampleEvery } from "../metrics/gauge.js";
import type { ScalingActivity } from "../outcome/replication.js";
import type { Autoscaler } from "../scaling/autoscaler.js";
import { nthEarliest } from "../scaling/cooldown.js";
import { ScalingLag } from "../scaling/lag.js";
import type { MetricName } from "../scaling/policy.js";
import { scheduleRefused } from "../scaling/reason.js";
import { createGauges, type GaugeParts } from "./gauges.js";

export interface ControlLoopParts extends GaugeParts {
  readonly targets: TargetGroup;
  readonly cloudWatch: CloudWatch<MetricName>;
  readonly autoscaler: Autoscaler;
  readonly journal: Journal;
}

/** Closes the loop between a service and its autoscaler: publishes metrics, asks for decisions, sets the desired count. */
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
  begin(): void {
    const { simulation, targets, cloudWatch, autoscaler } = this.#parts;
    const { seesTasks } = autoscaler;
    const feed = new MetricFeed(cloudWatch, createGauges(this.#parts), seesTasks);
    feed.prefill(simulation.now);
    if (seesTasks) this.#every(sampleEvery, () => feed.sample());
    for (const period of feed.periods) this.#every(period, () => feed.publish(period, simulation.now));
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

  /** Runs at every whole multiple of `period` of the run's time. */
  #every(period: number, action: () => void): void {
    const { simulation } = this.#parts;
    const alarm = simulation.alarm(`every ${period / second} s`, () => {
      action();
      simulation.ring(alarm, period);
    });
    simulation.ring(alarm, (Math.floor(simulation.now / period) + 1) * period - simulation.now);
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
    if (result.refusal === "ValidationException") journal("scheduled-action", scheduleRefused);
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
