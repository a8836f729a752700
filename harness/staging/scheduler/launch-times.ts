import * as simulated from "../../../sim/capacity/launch.js";
import { type StartChecks, type StartEnd, startEnd } from "../../../sim/pool/start-checks.js";
import type { Tables } from "../../../workload/index.js";

/** The phases of one task, in microseconds. */
export interface LaunchPhases extends Omit<simulated.LaunchPhases, "healthPhase" | "faster"> {
  /**
   * How the start ends and how long after RUNNING: when the task may answer, or when ECS stops it for failed checks.
   */
  readonly start: StartEnd;
}

/** What a task's start is drawn from, besides the scenario's own distributions. */
export interface LaunchTimesOptions {
  readonly seed: number;
  readonly service: string;
  readonly launch: simulated.LaunchConfig;
  readonly tables: Tables;
  readonly imageGib: number;
  readonly checks: StartChecks;
  /** Divisor of every phase. */
  readonly faster: number;
}

/** The simulator's own draws, divided by a factor, so that a task starts equally late in both worlds. */
export class LaunchTimes {
  readonly #options: LaunchTimesOptions;
  readonly #times: simulated.LaunchTimes;

  constructor(options: LaunchTimesOptions) {
    this.#options = options;
    const { seed, service, launch, tables } = options;
    const unhurried = { ...launch, faster: 1 };
    this.#times = new simulated.LaunchTimes(seed, service, unhurried, tables);
  }

  draw(ordinal: number): LaunchPhases {
    const { imageGib, faster, checks } = this.#options;
    const { provisioning, pending, activating, boot, deprovisioning, healthPhase, fails } = this.#times.draw(
      ordinal,
      imageGib,
    );
    const start = startEnd(checks, healthPhase, boot);
    return {
      provisioning: provisioning / faster,
      pending: pending / faster,
      activating: activating / faster,
      boot: boot / faster,
      start: { ...start, after: start.after / faster },
      deprovisioning: deprovisioning / faster,
      fails,
    };
  }
}
