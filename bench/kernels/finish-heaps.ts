import { TASKS } from "./kernel.js";

const CAPACITY = 2048;

/** A binary heap of virtual finishing times for each task, from index 1 on, with Infinity after the last. */
export class FinishHeaps {
  readonly sizes = new Int32Array(TASKS);
  readonly #finishes = new Float64Array(TASKS * CAPACITY).fill(Infinity);
  readonly #arrivals = new Float64Array(TASKS * CAPACITY);

  earliest(task: number): number {
    return this.#finishes[task * CAPACITY + 1];
  }

  arrivalOfEarliest(task: number): number {
    return this.#arrivals[task * CAPACITY + 1];
  }

  push(task: number, finish: number, arrival: number): void {
    this.#siftUp(task * CAPACITY, ++this.sizes[task], finish, arrival);
  }

  pop(task: number): void {
    const finishes = this.#finishes;
    const arrivals = this.#arrivals;
    const base = task * CAPACITY;
    const last = this.sizes[task]--;
    const finish = finishes[base + last];
    const arrival = arrivals[base + last];
    finishes[base + last] = Infinity;
    if (last === 1) return;
    let at = 1;
    let child = 2;
    while (child < last) {
      child += +(finishes[base + child + 1] < finishes[base + child]);
      finishes[base + at] = finishes[base + child];
      arrivals[base + at] = arrivals[base + child];
      at = child;
      child = at << 1;
    }
    this.#siftUp(base, at, finish, arrival);
  }

  #siftUp(base: number, from: number, finish: number, arrival: number): void {
    const finishes = this.#finishes;
    const arrivals = this.#arrivals;
    let at = from;
    while (at > 1) {
      const parent = at >> 1;
      if (finishes[base + parent] <= finish) break;
      finishes[base + at] = finishes[base + parent];
      arrivals[base + at] = arrivals[base + parent];
      at = parent;
    }
    finishes[base + at] = finish;
    arrivals[base + at] = arrival;
  }
}
