/** The longest that one timer is set for, in milliseconds: Node takes less than 2^31. What is later is looked for again. */
const timerMax = 3_600_000;

/**
 * Things that fall due, all under one timer. Those with the same delay fall due in the order in which they were set, so
 * each delay has a queue of its own and nothing is ever sorted. Microseconds.
 */
export class DueTimes<Thing> {
  readonly #now: () => number;
  readonly #fallDue: (thing: Thing) => void;
  readonly #queues = new Map<number, Map<Thing, number>>();
  #timer: NodeJS.Timeout | undefined;
  #wakesAt = Number.POSITIVE_INFINITY;

  constructor(now: () => number, fallDue: (thing: Thing) => void) {
    this.#now = now;
    this.#fallDue = fallDue;
  }

  /** `from` never goes back among things of the same delay. */
  set(thing: Thing, from: number, delay: number): void {
    let queue = this.#queues.get(delay);
    if (queue === undefined) {
      queue = new Map();
      this.#queues.set(delay, queue);
    }
    queue.delete(thing);
    queue.set(thing, from + delay);
    this.#wakeAt(from + delay);
  }

  clear(thing: Thing, delay: number): void {
    this.#queues.get(delay)?.delete(thing);
  }

  /** Forgets all that was set. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#queues.clear();
    this.#wakesAt = Number.POSITIVE_INFINITY;
  }

  /** A thing that is cleared leaves the timer as it is: it finds nothing due and looks for the next one. */
  #wakeAt(due: number): void {
    if (due >= this.#wakesAt) return;
    clearTimeout(this.#timer);
    this.#wakesAt = due;
    const wait = Math.ceil((due - this.#now()) / 1_000);
    this.#timer = setTimeout(() => this.#wake(), Math.min(Math.max(1, wait), timerMax));
  }

  #wake(): void {
    this.#wakesAt = Number.POSITIVE_INFINITY;
    const now = this.#now();
    for (const queue of this.#queues.values()) {
      for (const [thing, due] of queue) {
        if (due > now) {
          this.#wakeAt(due);
          break;
        }
        queue.delete(thing);
        this.#fallDue(thing);
      }
    }
  }
}
