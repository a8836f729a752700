import type { Timetable } from "../facts/gauge.js";
import type { Autoscaler, AutoscalerResult } from "./autoscaler.js";

/** The target of scaling: the tasks of a service, in the simulation and in the local fleet. */
export interface ScalableTarget {
  readonly desired: number;
  /** Draining ones left out: these are no capacity to scale from. */
  readonly running: number;
  readonly isDeploying: boolean;
  /** Time since which at least `count` have been running; Infinity where fewer are. */
  runningSince(count: number): number;
  setDesired(desired: number): void;
}

export interface ScalingLoopParts {
  readonly autoscaler: Autoscaler;
  readonly target: ScalableTarget;
  readonly timetable: Timetable;
  /** Hears of every decision before it is obeyed. */
  readonly decided: (result: AutoscalerResult, from: number, now: number) => void;
}

/** Asks an autoscaler whenever there is something new to see, and has its target obey. Knows no metric and no tasks. */
export class ScalingLoop {
  readonly #parts: ScalingLoopParts;

  constructor(parts: ScalingLoopParts) {
    this.#parts = parts;
  }

  begin(): void {
    const { autoscaler, timetable } = this.#parts;
    const next = () => autoscaler.nextAt(timetable.now());
    timetable.repeat("scaling decision", next, () => this.#decide());
  }

  #decide(): void {
    const { autoscaler, target, timetable, decided } = this.#parts;
    const { desired, running, isDeploying: deploying } = target;
    const now = timetable.now();
    const runningSince = (count: number) => target.runningSince(count);
    const result = autoscaler.evaluate({ now, desired, running, runningSince, deploying });
    decided(result, desired, now);
    if (result.desired !== desired) target.setDesired(result.desired);
  }
}
