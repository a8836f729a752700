import { type LoadBalancer, TASKS_MAX } from "./balancer.js";

const NONE = -1;
/** Words of a target: its neighbours in the list of its level, what it has outstanding, whether it is in rotation. */
const TARGET = 4;
const PREVIOUS = 1;
const OUTSTANDING = 2;
const PRESENT = 3;

/**
 * The target with the fewest outstanding requests; of equals, the one that has been at that level the longest.
 * Targets stand in one doubly linked list per number of outstanding requests, so a choice costs the same for any fleet.
 */
export class LeastOutstanding implements LoadBalancer {
  size = 0;
  readonly #targets = new Int32Array(TASKS_MAX * TARGET);
  /** First and last target of each level. */
  #ends = new Int32Array(2 * 256).fill(NONE);
  /** No target in rotation has fewer outstanding requests than this. */
  #lowest = 0;

  add(task: number): void {
    const at = task * TARGET;
    if (this.#targets[at + PRESENT] === 1) return;
    this.#targets[at + PRESENT] = 1;
    this.size++;
    this.#append(task, this.#targets[at + OUTSTANDING]);
  }

  remove(task: number): void {
    const at = task * TARGET;
    if (this.#targets[at + PRESENT] === 0) return;
    this.#targets[at + PRESENT] = 0;
    this.size--;
    this.#unlink(task, this.#targets[at + OUTSTANDING]);
  }

  take(): number {
    if (this.size === 0) return NONE;
    const ends = this.#ends;
    const targets = this.#targets;
    let level = this.#lowest;
    while (ends[2 * level] === NONE) level++;
    this.#lowest = level;
    const task = ends[2 * level];
    const next = targets[task * TARGET];
    ends[2 * level] = next;
    if (next === NONE) ends[2 * level + 1] = NONE;
    else targets[next * TARGET + PREVIOUS] = NONE;
    targets[task * TARGET + OUTSTANDING] = level + 1;
    this.#append(task, level + 1);
    return task;
  }

  release(task: number): void {
    const at = task * TARGET;
    const level = this.#targets[at + OUTSTANDING]--;
    if (this.#targets[at + PRESENT] === 0) return;
    this.#unlink(task, level);
    this.#append(task, level - 1);
  }

  #unlink(task: number, level: number): void {
    const targets = this.#targets;
    const next = targets[task * TARGET];
    const previous = targets[task * TARGET + PREVIOUS];
    if (previous === NONE) this.#ends[2 * level] = next;
    else targets[previous * TARGET] = next;
    if (next === NONE) this.#ends[2 * level + 1] = previous;
    else targets[next * TARGET + PREVIOUS] = previous;
  }

  #append(task: number, level: number): void {
    if (2 * level >= this.#ends.length) this.#grow(level);
    const targets = this.#targets;
    const last = this.#ends[2 * level + 1];
    targets[task * TARGET] = NONE;
    targets[task * TARGET + PREVIOUS] = last;
    if (last === NONE) this.#ends[2 * level] = task;
    else targets[last * TARGET] = task;
    this.#ends[2 * level + 1] = task;
    if (level < this.#lowest) this.#lowest = level;
  }

  #grow(level: number): void {
    const ends = new Int32Array(Math.max(2 * level + 2, this.#ends.length * 2)).fill(NONE);
    ends.set(this.#ends);
    this.#ends = ends;
  }
}
