import type { Random } from "./random.js";

/** A session with messages still to come. */
export interface OpenSession {
  readonly number: number;
  /** The stream of its gaps. */
  readonly gaps: Random;
  /** Index of its next message, and when that is due. */
  message: number;
  nextAt: number;
}

/** Sessions as a binary heap: the one whose message is due first is at hand, of equal ones the one that began first. */
export class OpenSessions {
  readonly #heap: OpenSession[] = [];

  get count(): number {
    return this.#heap.length;
  }

  get first(): OpenSession | undefined {
    return this.#heap[0];
  }

  add(session: OpenSession): void {
    const heap = this.#heap;
    let hole = heap.push(session) - 1;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (isBefore(heap[parent], session)) break;
      heap[hole] = heap[parent];
      hole = parent;
    }
    heap[hole] = session;
  }

  /** Finds the place of the first one anew, after its next message moved. */
  settleFirst(): void {
    this.#sink(this.#heap[0]);
  }

  removeFirst(): void {
    const last = this.#heap.pop()!;
    if (this.#heap.length > 0) this.#sink(last);
  }

  /** Puts a session in the place of the first one and lets it down to where it belongs. */
  #sink(session: OpenSession): void {
    const heap = this.#heap;
    let hole = 0;
    for (let child = 1; child < heap.length; child = 2 * hole + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (isBefore(session, heap[child])) break;
      heap[hole] = heap[child];
      hole = child;
    }
    heap[hole] = session;
  }
}

function isBefore(a: OpenSession, b: OpenSession): boolean {
  return a.nextAt < b.nextAt || (a.nextAt === b.nextAt && a.number < b.number);
}
