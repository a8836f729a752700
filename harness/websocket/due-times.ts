/**
 * Longest time that one timer is set for, in milliseconds, since Node's limit is 2^31. It is set again for later times.
 */
const timerMax = 3_600_000;

/**
 * Things that become due, with a single timer for all. Things with the same delay become due in the order in which they
 * were set, so each delay has its own queue and nothing is ever sorted. Microseconds.
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

  /** `from` must not decrease among things with the same delay. */
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

  /** Forgets everything that was set. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#queues.clear();
    this.#wakesAt = Number.POSITIVE_INFINITY;
  }

  /** Clearing a thing leaves the timer unchanged: when it fires, it finds nothing due and is set for the next thing. */
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
