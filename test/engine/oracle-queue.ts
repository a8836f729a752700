interface Waiting {
  readonly time: number;
  readonly order: number;
  readonly kind: number;
  readonly subject: number;
}

/**
 * The obvious queue of future events: a binary heap.
 * Earliest time first; events due at the same instant leave in the order they were pushed.
 */
export class EventQueue {
  readonly #heap: Waiting[] = [];
  #pushed = 0;

  get length(): number {
    return this.#heap.length;
  }

  push(time: number, kind: number, subject: number): void {
    const pushed = { time, order: this.#pushed++, kind, subject };
    let hole = this.#heap.push(pushed) - 1;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (this.#heap[parent].time <= time) break; // an equal parent was pushed earlier
      this.#heap[hole] = this.#heap[parent];
      hole = parent;
    }
    this.#heap[hole] = pushed;
  }

  /** The earliest event; undefined when none waits. */
  get first(): Waiting | undefined {
    return this.#heap[0];
  }

  take(): Waiting | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(moved: Waiting): void {
    let hole = 0;
    for (;;) {
      const [left, right] = [this.#heap[2 * hole + 1], this.#heap[2 * hole + 2]];
      const child = right !== undefined && isBefore(right, left) ? 2 * hole + 2 : 2 * hole + 1;
      if (left === undefined || !isBefore(this.#heap[child], moved)) break;
      this.#heap[hole] = this.#heap[child];
      hole = child;
    }
    this.#heap[hole] = moved;
  }
}

/** The obvious set of alarms: a list that is scanned for the earliest; of equal instants the lowest number. */
export class AlarmList {
  readonly #times: number[] = [];
  readonly #free: number[] = [];

  get earliestAt(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.#times);
  }

  get earliest(): number {
    return this.#times.indexOf(this.earliestAt);
  }

  add(): number {
    const alarm = this.#free.pop() ?? this.#times.length;
    this.#times[alarm] = Number.POSITIVE_INFINITY;
    return alarm;
  }

  release(alarm: number): void {
    this.#times[alarm] = Number.POSITIVE_INFINITY;
    this.#free.push(alarm);
  }

  timeOf(alarm: number): number {
    return this.#times[alarm];
  }

  move(alarm: number, time: number): void {
    this.#times[alarm] = time;
  }
}

function isBefore(a: Waiting, b: Waiting): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}
