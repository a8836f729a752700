import type { LoadBalancer } from "./balancer.js";
import { Turns } from "./turns.js";

const NONE = -1;

/** Each target in its turn, whatever it has outstanding: an ALB's default. */
export class RoundRobin implements LoadBalancer {
  readonly node = 0;
  readonly #turns: Turns;
  #turn = 0;

  constructor(slowStart: number) {
    this.#turns = new Turns(slowStart);
  }

  get size(): number {
    return this.#turns.targets.length;
  }

  add(task: number, now: number): void {
    this.#turns.add(task, now);
  }

  remove(task: number): void {
    const at = this.#turns.remove(task);
    if (at >= 0 && at < this.#turn) this.#turn--;
  }

  take(now: number): number {
    const { length } = this.#turns.targets;
    if (length === 0) return NONE;
    for (let offered = 0; offered < length; offered++) {
      const task = this.#next();
      if (this.#turns.takes(task, now)) return task;
    }
    return this.#next(); // none stands in full rotation: plain turns
  }

  release(): void {}

  #next(): number {
    const { targets } = this.#turns;
    if (this.#turn >= targets.length) this.#turn = 0;
    return targets[this.#turn++];
  }
}
