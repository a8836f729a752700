import type { Random } from "../../../workload/random.js";
import type { LoadBalancer } from "./balancer.js";
import { SlowStart } from "./slow-start.js";

const NONE = -1;

/** A target drawn evenly, as an ALB's weighted random does while it sees no anomaly. */
export class WeightedRandom implements LoadBalancer {
  readonly #targets: number[] = [];
  readonly #slowStart: SlowStart;
  readonly #random: Random;

  constructor(slowStart: number, random: Random) {
    this.#slowStart = new SlowStart(slowStart);
    this.#random = random;
  }

  get size(): number {
    return this.#targets.length;
  }

  add(task: number, now: number): void {
    if (this.#targets.includes(task)) return;
    this.#slowStart.begin(task, now, this.#targets.length);
    this.#targets.push(task);
  }

  remove(task: number): void {
    const at = this.#targets.indexOf(task);
    if (at < 0) return;
    this.#targets.splice(at, 1);
    this.#slowStart.end(task);
  }

  take(now: number): number {
    const targets = this.#targets;
    if (targets.length === 0) return NONE;
    let task = NONE;
    for (let drawn = 0; drawn < 8; drawn++) {
      task = targets[Math.floor(this.#random.uniform() * targets.length)];
      if (this.#slowStart.takes(task, now)) break;
    }
    return task;
  }

  release(): void {}
}
