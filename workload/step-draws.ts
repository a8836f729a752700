import { toWhole } from "./distributions/distribution.js";
import type { Random } from "./random.js";
import type { RequestClass } from "./requests.js";

const batch = 256;

/** The step durations of one request class, drawn a batch at a time: one row per step, one position for all rows. */
export class StepDraws {
  private readonly rows: readonly Int32Array[];
  private readonly draws: Int32Array;
  private readonly steps: RequestClass["steps"];
  private readonly randoms: readonly Random[];
  private position = batch;

  /**
   * `stream` gives the random stream of a step by its index, so that changing one step leaves the others as they were.
   */
  constructor(steps: RequestClass["steps"], stream: (step: number) => Random) {
    this.steps = steps;
    this.randoms = steps.map((_, step) => stream(step));
    this.draws = new Int32Array(steps.length * batch);
    this.rows = steps.map((_, step) => this.draws.subarray(step * batch, (step + 1) * batch));
  }

  /** Writes the durations of the next request. */
  take(into: Int32Array, offset: number): void {
    if (this.position === batch) this.refill();
    const draws = this.draws;
    let to = offset;
    for (let from = this.position++; from < draws.length; from += batch) into[to++] = draws[from];
  }

  /** Multiplies the waits of a request that was just taken by a factor. */
  slow(into: Int32Array, offset: number, factor: number): void {
    for (let step = 0; step < this.steps.length; step++) {
      if (this.steps[step].kind === "wait") into[offset + step] = toWhole(into[offset + step] * factor);
    }
  }

  private refill(): void {
    for (const [index, row] of this.rows.entries()) {
      const step = this.steps[index];
      if (step.kind !== "call") step.duration.fill(row, this.randoms[index]); // a call has no duration of its own
    }
    this.position = 0;
  }
}
