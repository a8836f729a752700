import type { Scenario } from "../../../sim/scenario/index.js";
import { createDistribution, type Distribution, Random, type Tables } from "../../../workload/index.js";

export type LaunchConfig = Scenario["services"][string]["launch"];

/** One task's phases, in microseconds. */
export interface LaunchPhases {
  readonly provisioning: number;
  /** Image pull, extraction and container start. */
  readonly pending: number;
  readonly activating: number;
  /** From RUNNING until the target group looks at the task and it may answer. */
  readonly health: number;
  readonly deprovisioning: number;
}

/** What a task's start is drawn from beside the scenario's own distributions. */
export interface LaunchTimesOptions {
  readonly seed: number;
  readonly service: string;
  readonly launch: LaunchConfig;
  readonly tables: Tables;
  readonly imageGib: number;
  /** Between two health checks. */
  readonly healthInterval: number;
  /** Divides every phase. */
  readonly faster: number;
}

/** Draws the phases of each task as the simulator does: the same stream and order, so the same lag for the same task. */
export class LaunchTimes {
  readonly #options: LaunchTimesOptions;
  readonly #phases: ReadonlyMap<keyof LaunchConfig, Distribution>;
  readonly #one = new Int32Array(1);

  constructor(options: LaunchTimesOptions) {
    this.#options = options;
    const phases = Object.entries(options.launch) as [keyof LaunchConfig, LaunchConfig[keyof LaunchConfig]][];
    this.#phases = new Map(phases.map(([phase, config]) => [phase, createDistribution(config, options.tables)]));
  }

  draw(provider: string, ordinal: number): LaunchPhases {
    const { seed, service, imageGib, faster } = this.#options;
    const random = Random.stream(seed, "launch", service, provider, ordinal);
    const draw = (phase: keyof LaunchConfig) => {
      this.#phases.get(phase)!.fill(this.#one, random);
      return this.#one[0] / faster;
    };
    const provisioning = draw("schedule") + draw("provision");
    const pending = draw("pullPerGib") * imageGib + draw("create") + draw("createPerGib") * imageGib;
    const activating = draw("activate");
    const boot = draw("boot");
    const deprovisioning = draw("deprovision");
    return { provisioning, pending, activating, health: this.#firstGoodCheck(boot, random.uniform()), deprovisioning };
  }

  /** Checks come every interval from a random moment `phase` (0..1) of the first one on. */
  #firstGoodCheck(boot: number, phase: number): number {
    const interval = this.#options.healthInterval / this.#options.faster;
    const first = phase * interval;
    return first + Math.max(0, Math.ceil((boot - first) / interval)) * interval;
  }
}
