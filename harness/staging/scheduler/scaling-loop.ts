import { CloudWatch } from "../../../sim/facts/cloudwatch.js";
import { MetricFeed, type Timetable } from "../../../sim/facts/gauge.js";
import {
  Autoscaler,
  type AutoscalerResult,
  type AutoscalingConfig,
  createPolicies,
  type MetricName,
  metricTimings,
  nthEarliest,
  ScalingLoop as PolicyLoop,
  type ScalableTarget,
} from "../../../sim/scaling/index.js";
import type { Clock } from "../../../workload/index.js";
import type { Timers } from "../timers.js";
import { type GaugeParts, localGauges, startedAt } from "./gauges.js";
import type { ServiceEvents } from "./service-events.js";

export interface ScalingLoopParts extends GaugeParts {
  readonly autoscaling: AutoscalingConfig;
  readonly clock: Clock;
  readonly timers: Pick<Timers, "now" | "at">;
  readonly scheduler: GaugeParts["scheduler"] & Pick<ScalableTarget, "isDeploying" | "setDesired">;
  readonly events: Pick<ServiceEvents, "scaled" | "scheduleRefused">;
}

/**
 * Runs the simulator's own policies in real time: publishes what the tasks report as CloudWatch would, asks for
 * decisions when there is something new to see, and sets the desired count.
 */
export class ScalingLoop {
  readonly #parts: ScalingLoopParts;
  readonly #cloudWatch: CloudWatch<MetricName>;
  #autoscaler!: Autoscaler;

  constructor(parts: ScalingLoopParts) {
    this.#parts = parts;
    this.#cloudWatch = new CloudWatch(metricTimings(parts.autoscaling));
  }

  /**
   * To be called when time zero is known: periods begin at its whole multiples, and scheduled actions count from it.
   */
  begin(): void {
    const { config, autoscaling, clock, timers } = this.#parts;
    const { scaling, bounds, suspended } = config;
    const policies = createPolicies(scaling, clock);
    const start = timers.now();
    const metrics = this.#cloudWatch;
    this.#autoscaler = new Autoscaler({ policies, bounds, suspended, metrics, timing: autoscaling, start });
    const timetable = timetableOf(timers);
    new MetricFeed(metrics, localGauges(this.#parts), this.#autoscaler.tasksSampledEvery).begin(timetable);
    const decided = (result: AutoscalerResult) => this.#decided(result);
    new PolicyLoop({ autoscaler: this.#autoscaler, target: targetOf(this.#parts), timetable, decided }).begin();
  }

  /** Suspends scale-in while a service degrades. */
  suspendScaleIn(isSuspended: boolean): void {
    this.#autoscaler.suspend("scaleIn", isSuspended);
  }

  #decided({ activity, desired, refusal }: AutoscalerResult): void {
    const { events } = this.#parts;
    if (refusal === "ValidationException") events.scheduleRefused();
    if (activity !== null) events.scaled(desired, `${activity.cause}, ${activity.reason}`);
  }
}

/** Draining tasks do not count as capacity to scale from. */
function targetOf({ scheduler, timers }: ScalingLoopParts): ScalableTarget {
  const running = () => [...scheduler.tasks].filter(({ state }) => state === "RUNNING");
  return {
    get desired() {
      return scheduler.desired;
    },
    get running() {
      return running().length;
    },
    get isDeploying() {
      return scheduler.isDeploying;
    },
    runningSince(count) {
      const instants = running().map((task) => startedAt(task, timers));
      return nthEarliest(instants, count);
    },
    setDesired: (desired) => scheduler.setDesired(desired),
  };
}

/** A timetable by timers. These may fire late, so each repetition counts from when the last was due. */
function timetableOf(timers: ScalingLoopParts["timers"]): Timetable {
  return {
    now: () => timers.now(),
    repeat(_name, next, action) {
      const wait = (due: number) =>
        timers.at(due, () => {
          action(due);
          wait(next(due));
        });
      wait(next(timers.now()));
    },
  };
}
