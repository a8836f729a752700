import { type LoadBalancer, TASKS_MAX } from "./balancer.js";

const NONE = -1;

/**
 * The target with the fewest outstanding requests; of equals, the one that has been at that level the longest.
 * Targets stand in one doubly linked list per number of outstanding requests, so a choice costs the same for any fleet.
 */
export class LeastOutstanding implements LoadBalancer {
  size = 0;
  readonly #next = new Int32Array(TASKS_MAX).fill(NONE);
  readonly #previous = new Int32Array(TASKS_MAX).fill(NONE);
  readonly #outstanding = new Int32Array(TASKS_MAX);
  readonly #present = new Uint8Array(TASKS_MAX);
  #heads = new Int32Array(256).fill(NONE);
  #tails = new Int32Array(256).fill(NONE);
  /** No target in rotation has fewer outstanding requests than this. */
  #lowest = 0;

  add(task: number): void {
    if (this.#present[task] === 1) return;
    this.#present[task] = 1;
    this.size++;
    this.#append(task, this.#outstanding[task]);
  }

  remove(task: number): void {
    if (this.#present[task] === 0) return;
    this.#present[task] = 0;
    this.size--;
    this.#unlink(task, this.#outstanding[task]);
  }

  take(): number {
    if (this.size === 0) return NONE;
    const heads = this.#heads;
    let level = this.#lowest;
    while (heads[level] === NONE) level++;
    this.#lowest = level;
    const task = heads[level];
    const next = this.#next[task];
    heads[level] = next;
    if (next === NONE) this.#tails[level] = NONE;
    else this.#previous[next] = NONE;
    this.#outstanding[task] = level + 1;
    this.#append(task, level + 1);
    return task;
  }

  release(task: number): void {
    const level = this.#outstanding[task]--;
    if (this.#present[task] === 0) return;
    this.#unlink(task, level);
    this.#append(task, level - 1);
  }

  #unlink(task: number, level: number): void {
    const next = this.#next[task];
    const previous = this.#previous[task];
    if (previous === NONE) this.#heads[level] = next;
    else this.#next[previous] = next;
    if (next === NONE) this.#tails[level] = previous;
    else this.#previous[next] = previous;
  }

  #append(task: number, level: number): void {
    if (level >= this.#heads.length) this.#grow(level);
    const tail = this.#tails[level];
    this.#previous[task] = tail;
    this.#next[task] = NONE;
    if (tail === NONE) this.#heads[level] = task;
    else this.#next[tail] = task;
    this.#tails[level] = task;
    if (level < this.#lowest) this.#lowest = level;
  }

  #grow(level: number): void {
    const size = Math.max(level + 1, this.#heads.length * 2);
    const heads = new Int32Array(size).fill(NONE);
    heads.set(this.#heads);
    this.#heads = heads;
    const tails = new Int32Array(size).fill(NONE);
    tails.set(this.#tails);
    this.#tails = tails;
  }
}
