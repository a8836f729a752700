import type { Random } from "../../workload/random.js";
import type { LoadBalancer } from "./balancer.js";
import { Turns } from "./turns.js";

const NONE = -1;

/** A target drawn evenly, as an ALB's weighted random does while it sees no anomaly. */
export class WeightedRandom implements LoadBalancer {
  readonly node = 0;
  readonly #turns: Turns;
  readonly #random: Random;

  constructor(slowStart: number, random: Random) {
    this.#turns = new Turns(slowStart);
    this.#random = random;
  }

  get size(): number {
    return this.#turns.targets.length;
  }

  add(task: number, now: number): void {
    this.#turns.add(task, now);
  }

  remove(task: number): void {
    this.#turns.remove(task);
  }

  take(now: number): number {
    const { targets } = this.#turns;
    if (targets.length === 0) return NONE;
    let task = NONE;
    for (let drawn = 0; drawn < 8; drawn++) {
      task = targets[Math.floor(this.#random.uniform() * targets.length)];
      if (this.#turns.takes(task, now)) break;
    }
    return task;
  }

  release(): void {}
}
