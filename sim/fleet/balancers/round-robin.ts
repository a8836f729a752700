import type { LoadBalancer } from "./balancer.js";
import { SlowStart } from "./slow-start.js";

const NONE = -1;

/** Each target in its turn, whatever it has outstanding: an ALB's default. */
export class RoundRobin implements LoadBalancer {
  readonly #targets: number[] = [];
  readonly #slowStart: SlowStart;
  #turn = 0;

  constructor(slowStart: number) {
    this.#slowStart = new SlowStart(slowStart);
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
    if (at < this.#turn) this.#turn--;
  }

  take(now: number): number {
    const { length } = this.#targets;
    if (length === 0) return NONE;
    for (let offered = 0; offered < length; offered++) {
      const task = this.#next();
      if (this.#slowStart.takes(task, now)) return task;
    }
    return this.#next(); // none stands in full rotation: plain turns
  }

  release(): void {}

  #next(): number {
    if (this.#turn >= this.#targets.length) this.#turn = 0;
    return this.#targets[this.#turn++];
  }
}
