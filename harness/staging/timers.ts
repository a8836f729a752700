import { SharedClock } from "../generator/shared-clock.js";

/** Cancels a timer; does nothing if it has already fired. */
export type Cancel = () => void;

/** Longest delay that Node's timers accept, in milliseconds. */
const longestMs = 2 ** 31 - 1;

/** The timers of a fleet that may be ended at any moment: closing cancels all of them. Microseconds. */
export class Timers {
  readonly #clock = new SharedClock();
  readonly #pending = new Set<NodeJS.Timeout>();
  #isClosed = false;

  /** Microseconds since the fleet's time zero. */
  readonly now = this.#clock.now;

  /** Sets time zero, in nanoseconds of `process.hrtime.bigint`. Pending timers still fire when they would have. */
  agree(zeroNs: bigint): void {
    this.#clock.agree(zeroNs);
  }

  /** Calls `action` after a delay: never early and never before this returns; never at all if the delay is infinite. */
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

  /** Calls `action` at an instant after time zero, or now if it is past. */
  at(instant: number, action: () => void): Cancel {
    return this.after(Math.max(0, instant - this.now()), action);
  }

  /** Cancels all timers and ignores new ones. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#pending) clearTimeout(timer);
    this.#pending.clear();
  }
}
