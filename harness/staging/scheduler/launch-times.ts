import * as simulated from "../../../sim/capacity/launch.js";
import type { Tables } from "../../../workload/index.js";

/** One task's phases, in microseconds. */
export interface LaunchPhases extends Omit<simulated.LaunchPhases, "boot" | "healthPhase" | "faster"> {
  /** From RUNNING until the target group looks at the task and it may answer. */
  readonly health: number;
}

/** What a task's start is drawn from beside the scenario's own distributions. */
export interface LaunchTimesOptions {
  readonly seed: number;
  readonly service: string;
  readonly launch: simulated.LaunchConfig;
  readonly tables: Tables;
  readonly imageGib: number;
  /** Between two health checks. */
  readonly healthInterval: number;
  /** Divides every phase. */
  readonly faster: number;
}

/** The simulator's own draws, made faster: the same task starts as late in both worlds. */
export class LaunchTimes {
  readonly #options: LaunchTimesOptions;
  readonly #times: simulated.LaunchTimes;

  constructor(options: LaunchTimesOptions) {
    this.#options = options;
    const { seed, service, launch, tables } = options;
    this.#times = new simulated.LaunchTimes(seed, service, { ...launch, faster: 1 }, tables);
  }

  draw(provider: string, ordinal: number): LaunchPhases {
    const { imageGib, faster } = this.#options;
    const { provisioning, pending, activating, boot, deprovisioning, healthPhase } = this.#times.draw(
      provider,
      ordinal,
      imageGib,
    );
    return {
      provisioning: provisioning / faster,
      pending: pending / faster,
      activating: activating / faster,
      health: this.#firstGoodCheck(boot / faster, healthPhase),
      deprovisioning: deprovisioning / faster,
    };
  }

  /** Checks come every interval from a random moment `phase` (0..1) of the first one on. */
  #firstGoodCheck(boot: number, phase: number): number {
    const interval = this.#options.healthInterval / this.#options.faster;
    const first = phase * interval;
    return first + Math.max(0, Math.ceil((boot - first) / interval)) * interval;
  }
}
