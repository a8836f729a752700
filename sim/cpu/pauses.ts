import { z } from "zod";
import { duration } from "../../scenarios/language/index.js";
import { createDistribution, type Distribution, distributionShape } from "../../workload/distributions/index.js";
import type { Random } from "../../workload/random.js";
import type { Tables } from "../../workload/tables.js";
import type { CpuDiscipline } from "./discipline.js";

/** When the whole process of a task stands still: garbage collection, a long synchronous job, a lock that all wait for. */
export const pausesShape = z.strictObject({
  every: distributionShape((range) => duration({ ...range, min: 1_000 })).describe(
    "From the begin of a pause to the begin of the next; one that would begin during a pause begins at its end.",
  ),
  lasts: distributionShape(duration).describe("How long the process stands still."),
});

export type PausesConfig = z.output<typeof pausesShape>;

/** The pauses of one task, one after the other; the first comes at a random point of its interval. Microseconds. */
export class Pauses {
  begins: number;
  lasts: number;
  readonly #every: Distribution;
  readonly #lasts: Distribution;
  readonly #random: Random;
  readonly #one = new Int32Array(1);

  constructor({ every, lasts }: PausesConfig, tables: Tables, random: Random, from: number) {
    this.#every = createDistribution(every, tables);
    this.#lasts = createDistribution(lasts, tables);
    this.#random = random;
    this.begins = from + Math.floor(random.uniform() * this.#draw(this.#every));
    this.lasts = this.#draw(this.#lasts);
  }

  next(): void {
    this.begins += Math.max(1, this.#draw(this.#every), this.lasts);
    this.lasts = this.#draw(this.#lasts);
  }

  #draw(distribution: Distribution): number {
    distribution.fill(this.#one, this.#random);
    return this.#one[0];
  }
}

/** What tells of pauses, one after the other. */
export type PauseSequence = Pick<Pauses, "begins" | "lasts" | "next">;

/**
 * A discipline whose CPU stands still for all requests during pauses. It runs on a clock of its own, which stands still
 * with them:
 *
 *     running time        ______/        nextAt and take look along the curve,
 *               |        /               add and used at the present
 *               |  _____/
 *               | /  pause
 *               +----------------- time
 *
 * A pause keeps one thread busy, so that it counts as CPU used.
 */
export class PausedCpu implements CpuDiscipline {
  readonly #inner: CpuDiscipline;
  readonly #speed: number;
  readonly #pauses: PauseSequence;
  /** Pauses that are not over, as far as anybody has looked ahead. */
  readonly #begins: number[] = [];
  readonly #lengths: number[] = [];
  /** Length of all pauses that are over. */
  #over = 0;

  constructor(inner: CpuDiscipline, vcpu: number, pauses: PauseSequence) {
    this.#inner = inner;
    this.#speed = Math.min(1, vcpu);
    this.#pauses = pauses;
  }

  get length(): number {
    return this.#inner.length;
  }

  add(now: number, request: number, work: number): void {
    this.#inner.add(this.#running(now), request, work);
  }

  nextAt(): number {
    const running = this.#inner.nextAt();
    if (running === Infinity) return Infinity;
    let at = running + this.#over;
    for (let pause = 0; this.#begin(pause) <= at; pause++) at += this.#lengths[pause];
    return at;
  }

  take(now: number): number {
    return this.#inner.take(this.#running(now));
  }

  remove(now: number, request: number): boolean {
    return this.#inner.remove(this.#running(now), request);
  }

  clear(now: number, each: (request: number) => void): void {
    this.#inner.clear(this.#running(now), each);
  }

  used(now: number): number {
    const running = this.#running(now);
    return this.#inner.used(running) + (now - running) * this.#speed;
  }

  /** Time up to `now` without the pauses, after which `now` never goes back. */
  #running(now: number): number {
    while (this.#begin(0) + this.#lengths[0] <= now) {
      this.#begins.shift();
      this.#over += this.#lengths.shift()!;
    }
    return Math.min(now, this.#begins[0]) - this.#over;
  }

  #begin(pause: number): number {
    if (pause === this.#begins.length) {
      this.#begins.push(this.#pauses.begins);
      this.#lengths.push(this.#pauses.lasts);
      this.#pauses.next();
    }
    return this.#begins[pause];
  }
}
