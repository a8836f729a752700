import { SharedClock } from "../generator/shared-clock.js";

/** Forgets what was to happen; nothing where it has happened. */
export type Cancel = () => void;

/** The longest time that a timer of Node takes. */
const longestMs = 2 ** 31 - 1;

/** What is to happen later in a fleet that may be ended at any moment: closing forgets all of it. Microseconds. */
export class Timers {
  readonly #clock = new SharedClock();
  readonly #pending = new Set<NodeJS.Timeout>();
  #isClosed = false;

  /** Microseconds since the fleet's time zero. */
  readonly now = this.#clock.now;

  /** Moves time zero, given in nanoseconds of `process.hrtime.bigint`; what is pending stays due when it was. */
  agree(zeroNs: bigint): void {
    this.#clock.agree(zeroNs);
  }

  /** Never early, never at once; what is infinitely far away never happens. */
  after(delay: number, action: () => void): Cancel {
    if (delay === Infinity || this.#isClosed) return () => {};
    const dueAtMs = performance.now() + delay / 1_000;
    let timer: NodeJS.Timeout;
    const forget = () => {
      clearTimeout(timer);
      this.#pending.delete(timer);
    };
    const wait = () => {
      const leftMs = Math.ceil(dueAtMs - performance.now());
      timer = setTimeout(
        () => {
          forget();
          if (performance.now() < dueAtMs) wait();
          else action();
        },
        Math.min(longestMs, leftMs),
      );
      this.#pending.add(timer);
    };
    wait();
    return forget;
  }

  /** At an instant since time zero; one that is past is now. */
  at(instant: number, action: () => void): Cancel {
    return this.after(Math.max(0, instant - this.now()), action);
  }

  /** From here on nothing happens any more. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}
