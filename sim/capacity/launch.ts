import { z } from "zod";
import { assumed, assumedTogether, duration, integer, ratio } from "../../scenarios/language/index.js";
import { createDistribution, type Distribution, distributionShape } from "../../workload/distributions/index.js";
import { Random } from "../../workload/random.js";
import type { Tables } from "../../workload/tables.js";

/** About a quarter more or less from start to start: fitted to the spread of measured Fargate starts. */
const about = (median: string) => ({ kind: "lognormal" as const, median, sigma: 0.25 });

/**
 * Boot time of an application where the scenario gives none. How soon a new task serves depends on it, so reports name
 * it.
 */
export const bootByDefault = about("5s");

const phases = z.strictObject({
  schedule: distributionShape(duration)
    .prefault(about("8s"))
    .describe("Time until ECS starts a task that it is to launch."),
  provision: distributionShape(duration)
    .prefault(about("20s"))
    .describe("Time until Fargate has found a place for the task."),
  pullPerGib: distributionShape(duration).prefault(about("18s")).describe("What each GiB of the images takes to pull."),
  create: distributionShape(duration).prefault(about("2s")).describe("What it takes to create the containers."),
  createPerGib: distributionShape(duration)
    .prefault(about("9s"))
    .describe("What each GiB of the images takes to unpack."),
  activate: distributionShape(duration)
    .prefault("0s")
    .describe("Time from started containers to RUNNING, as for network and load balancer."),
  boot: assumed(
    distributionShape(duration).prefault(bootByDefault).describe("Time from RUNNING until the application answers."),
    {
      low: about("1s"),
      high: about("30s"),
      because: "it is your application's: a small server boots within a second, a large one loads for half a minute",
      isMeasurable: true,
    },
  ),
  bootCpu: assumed(
    ratio({ max: 1 })
      .prefault("0 %")
      .describe(
        "Share of its vCPUs that a task uses from RUNNING until its application has booted; it counts in its service's CPU metric.",
      ),
    { low: "0 %", high: "100 %", because: "it is your application's: nothing to all that it has", isMeasurable: true },
  ),
  deprovision: distributionShape(duration)
    .prefault(about("10s"))
    .describe("Time until Fargate has cleared a stopped task away."),
  failedStarts: assumed(
    ratio()
      .prefault("0 %")
      .describe("Share of starts that fail before RUNNING: a pull that times out, a container that cannot start."),
    {
      low: "0 %",
      high: "2 %",
      because: "no public rate exists: none to one in fifty is our guess",
      isMeasurable: true,
    },
  ),
  faster: integer({ min: 1, max: 1_000 })
    .prefault(1)
    .describe(
      "Divides every phase, health checks included: a staging fleet of local processes need not wait for image pulls.",
    ),
});

/**
 * Durations of the phases of a Fargate launch. The defaults fit measurements in ap-northeast-1 of September 2026 (1.86
 * GiB image: task after 8 s, pull from 28 s to 62 s, RUNNING after 81 s); Fargate caches no image.
 */
export const launchShape = assumedTogether(phases, {
  low: {
    schedule: about("4s"),
    provision: about("10s"),
    pullPerGib: about("9s"),
    create: about("1s"),
    createPerGib: about("4.5s"),
  },
  high: {
    schedule: about("16s"),
    provision: about("40s"),
    pullPerGib: about("36s"),
    create: about("4s"),
    createPerGib: about("18s"),
  },
  because: "one measurement in one region is all that the defaults fit: half and twice of each phase is our guess",
});

export type LaunchConfig = z.output<typeof launchShape>;
type Phase = Exclude<keyof LaunchConfig, "faster" | "bootCpu" | "failedStarts">;

/** One task's phases, in microseconds. */
export interface LaunchPhases {
  /** PROVISIONING: from the decision until the image pull begins, which is when billing begins. */
  readonly provisioning: number;
  /** PENDING: image pull, extraction and container start. */
  readonly pending: number;
  readonly activating: number;
  /** From RUNNING until the application passes a health check. */
  readonly boot: number;
  readonly deprovisioning: number;
  /** Uniform in (0, 1): where in the health check interval the target is registered. */
  readonly healthPhase: number;
  /** The task never reaches RUNNING: it stops after PENDING. */
  readonly fails: boolean;
  /** Divides the time from RUNNING to the first good health check; the other phases are divided already. */
  readonly faster: number;
}

/** Draws the phases of each task from a stream of its own, so that configurations can be compared draw for draw. */
export class LaunchTimes {
  readonly #seed: number;
  readonly #service: string;
  readonly #phases: Readonly<Record<Phase, Distribution>>;
  readonly #faster: number;
  readonly #failedStarts: number;
  readonly #one = new Int32Array(1);

  constructor(seed: number, service: string, config: LaunchConfig, tables: Tables) {
    this.#seed = seed;
    this.#service = service;
    this.#faster = config.faster;
    this.#failedStarts = config.failedStarts;
    const create = (phase: Phase) => createDistribution(config[phase], tables);
    this.#phases = {
      schedule: create("schedule"),
      provision: create("provision"),
      pullPerGib: create("pullPerGib"),
      create: create("create"),
      createPerGib: create("createPerGib"),
      activate: create("activate"),
      boot: create("boot"),
      deprovision: create("deprovision"),
    };
  }

  /** A task on an instance needs no network interface of its own, so it has no provisioning phase. */
  draw(ordinal: number, imageGib: number, isOnInstance = false): LaunchPhases {
    const random = Random.keyed(this.#seed, `launch/${this.#service}`, ordinal);
    const draw = (phase: Phase) => {
      this.#phases[phase].fill(this.#one, random);
      return this.#one[0];
    };
    const schedule = draw("schedule");
    const provision = draw("provision");
    const provisioning = schedule + (isOnInstance ? 0 : provision);
    const pull = Math.round(draw("pullPerGib") * imageGib);
    const pending = pull + draw("create") + Math.round(draw("createPerGib") * imageGib);
    const activating = draw("activate");
    const boot = draw("boot");
    const deprovisioning = draw("deprovision");
    const faster = this.#faster;
    return {
      provisioning: Math.round(provisioning / faster),
      pending: Math.round(pending / faster),
      activating: Math.round(activating / faster),
      boot,
      deprovisioning: Math.round(deprovisioning / faster),
      healthPhase: random.uniform(),
      fails: random.uniform() < this.#failedStarts,
      faster,
    };
  }

  /** Mean time from the decision to RUNNING. */
  meanStart(imageGib: number): number {
    const { schedule, provision, pullPerGib, create, createPerGib, activate } = this.#phases;
    const pull = (pullPerGib.mean + createPerGib.mean) * imageGib;
    return (schedule.mean + provision.mean + pull + create.mean + activate.mean) / this.#faster;
  }
}
