import { z } from "zod";
import { duration, integer, perMinute } from "../../../scenarios/language/index.js";
import { minute } from "../../../scenarios/language/units/time.js";
import { createDistribution, type Distribution, distributionShape } from "../../../workload/distributions/index.js";
import { KeyedRandom } from "../../../workload/random.js";
import { drawnDuration } from "../../../workload/requests.js";
import type { Tables } from "../../../workload/tables.js";
import type { Concurrency } from "../../capacity/function-concurrency.js";
import type { Alarm, Simulation } from "../../engine/simulation.js";
import type { Journal } from "../../pool/process.js";
import type { ScalableTarget } from "../../scaling/scaling-loop.js";
import type { ColdStarts } from "./cold-starts.js";

/** Environments that Lambda keeps ready for a function. */
export const provisionedShape = z.strictObject({
  desired: integer({ min: 0, max: 100_000 }).optional().meta({
    description: "Environments that are ready at the start; left out, as few as the bounds allow.",
    aws: "ProvisionedConcurrentExecutions",
  }),
  bounds: z
    .strictObject({
      min: integer({ min: 0, max: 100_000 }).meta({
        description: "The fewest provisioned environments.",
        aws: "MinCapacity",
      }),
      max: integer({ min: 0, max: 100_000 }).meta({
        description: "The most provisioned environments.",
        aws: "MaxCapacity",
      }),
    })
    .refine(({ min, max }) => min <= max, "a min that is not above max")
    .prefault({ min: 0, max: 1_000 })
    .describe("Between how many provisioned environments scaling moves it."),
  allocationDelay: distributionShape(drawnDuration)
    .prefault({ kind: "uniform", min: "1m", max: "2m" })
    .describe("Time from the decision until Lambda begins to make environments: AWS says one to two minutes."),
  allocationRate: perMinute({ min: 1 })
    .prefault("6000/min")
    .describe("How many environments Lambda makes for a function."),
  billedIn: duration({ min: 1 })
    .prefault("5m")
    .describe("What they cost is counted in steps of so long since they were switched on."),
});

export type ProvisionedConfig = z.output<typeof provisionedShape>;

interface ProvisionedParts {
  readonly simulation: Simulation;
  readonly seed: number;
  readonly service: string;
  readonly config: ProvisionedConfig;
  readonly tables: Tables;
  readonly concurrency: Concurrency;
  readonly coldStarts: ColdStarts;
  readonly journal: Journal;
  /** Charges for provisioned environments between two instants, used or not. */
  readonly charge: (from: number, to: number, environments: number) => void;
}

/**
 * The provisioned concurrency of a function: environments that are made in advance, none of which is used before all that a
 * change asks for are ready. Those that are there stay in use meanwhile; fewer are fewer at once.
 */
export class Provisioned implements ScalableTarget {
  readonly isDeploying = false;
  desired = 0;
  /** Made, and in use. After a reduction more may be in use than there are: they finish what they do. */
  ready = 0;
  busy = 0;
  /** Billed milliseconds of the inits of those that were made. */
  initMs = 0;
  readonly #parts: ProvisionedParts;
  readonly #delay: Distribution;
  readonly #random: KeyedRandom;
  readonly #allocated: Alarm;
  #changes = 0;
  /** Time since which each of them has been ready, in order. */
  readonly #readySince: number[] = [];
  #enabledAt = 0;
  #chargedTo = 0;
  #busyTime = 0;
  #readyTime = 0;
  #changedAt = 0;

  constructor(parts: ProvisionedParts) {
    const { simulation, seed, service, config, tables } = parts;
    this.#parts = parts;
    this.#delay = createDistribution(config.allocationDelay, tables);
    this.#random = new KeyedRandom(seed, `provisioned/${service}`);
    this.#changedAt = simulation.now;
    this.#allocated = simulation.alarm("provisioned concurrency ready", () => this.#useAll());
  }

  get running(): number {
    return this.ready;
  }

  runningSince(count: number): number {
    return count === 0 ? Number.NEGATIVE_INFINITY : (this.#readySince[count - 1] ?? Number.POSITIVE_INFINITY);
  }

  /** They are there as the world begins. */
  begin(count: number): void {
    const { simulation, concurrency } = this.#parts;
    const held = Math.min(count, concurrency.left);
    concurrency.take(held);
    this.desired = held;
    this.#enabledAt = simulation.now;
    this.#chargedTo = simulation.now;
    this.#useAll();
  }

  setDesired(desired: number): void {
    const { simulation, concurrency, journal } = this.#parts;
    const { now } = simulation;
    const more = Math.max(desired, this.busy) - Math.max(this.desired, this.busy);
    if (more > 0 && !concurrency.take(more)) {
      return journal(
        "provisioned-refused",
        `${desired} provisioned: the account or the function has no concurrency left`,
      );
    }
    if (more < 0) concurrency.give(-more);
    if (this.desired === 0) this.#enabledAt = now;
    this.#chargeTo(desired === 0 ? this.#switchedOffAt(now) : now);
    this.#chargedTo = now;
    this.desired = desired;
    if (desired < this.ready) {
      this.#pass();
      this.ready = desired;
      this.#readySince.length = desired;
    }
    if (desired > this.ready) simulation.ring(this.#allocated, this.#allocation(desired - this.ready));
    else simulation.silence(this.#allocated);
  }

  /** An invocation takes one of those that are ready and not in use. */
  take(): void {
    this.#pass();
    this.busy++;
  }

  leave(): void {
    if (this.busy > this.desired) this.#parts.concurrency.give(1);
    this.#pass();
    this.busy--;
  }

  /** Environment-microseconds up to now: in use, and there. */
  get used(): number {
    this.#pass();
    return this.#busyTime;
  }

  get held(): number {
    this.#pass();
    return this.#readyTime;
  }

  /** Charges what is held at the end of the reported time. */
  end(): void {
    this.#chargeTo(this.#parts.simulation.now);
  }

  #pass(): void {
    const { now } = this.#parts.simulation;
    const passed = now - this.#changedAt;
    this.#busyTime += this.busy * passed;
    this.#readyTime += this.ready * passed;
    this.#changedAt = now;
  }

  #useAll(): void {
    const { now } = this.#parts.simulation;
    this.#pass();
    while (this.#readySince.length < this.desired) this.#readySince.push(now);
    this.ready = this.desired;
  }

  /** The delay, the time in which the last of them is begun, and the longest of their inits; all are drawn for this change. */
  #allocation(count: number): number {
    const { config, coldStarts } = this.#parts;
    const drawn = new Int32Array(1);
    this.#delay.fill(drawn, this.#random.of(this.#changes++));
    let longest = 0;
    for (let each = 0; each < count; each++) {
      const init = coldStarts.init();
      this.initMs += init / 1_000;
      longest = Math.max(longest, init);
    }
    return drawn[0] + Math.ceil((count / config.allocationRate) * minute) + longest;
  }

  /** AWS rounds the time from switching on to switching off up; a change of the number in between is charged to the instant. */
  #switchedOffAt(now: number): number {
    const { billedIn } = this.#parts.config;
    return this.#enabledAt + Math.ceil((now - this.#enabledAt) / billedIn) * billedIn;
  }

  #chargeTo(instant: number): void {
    this.#parts.charge(this.#chargedTo, instant, this.desired);
    this.#chargedTo = instant;
  }
}
