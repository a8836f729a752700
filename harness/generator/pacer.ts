import type { Planned } from "../plan/planned.js";

/** What a pacer releases, and by which clock. */
export interface Pacing {
  /** The next planned item in order of `dueAt`; null after the last. */
  readonly next: () => Planned | null;
  /** Microseconds since clock.start. */
  readonly now: () => number;
  readonly release: (planned: Planned, at: number) => void;
}

/** Timers count whole milliseconds: shorter waits are spent reading the clock repeatedly. */
const timerStep = 1_000;
/**
 * Length of a stretch, and the most of it that may be spent on reading the clock, in microseconds: a fifth of a core.
 */
const stretch = 100_000;
const looksMax = 20_000;
/** Largest number of releases in a row before answers are handled. */
const burst = 64;

/** Releases the plan on schedule: in order, never early, and immediately when late. */
export class Pacer {
  readonly #pacing: Pacing;
  #due: Planned | null = null;
  #finish: () => void = () => {};
  #isStopped = false;
  #stretchEnd = Number.NEGATIVE_INFINITY;
  #looked = 0;

  constructor(pacing: Pacing) {
    this.#pacing = pacing;
  }

  /** Resolves when everything has been released, or after `stop`. */
  run(): Promise<void> {
    if (this.#isStopped) return Promise.resolve();
    this.#due = this.#pacing.next();
    return new Promise((resolve) => {
      this.#finish = resolve;
      this.#turn();
    });
  }

  /** Stops releasing. */
  stop(): void {
    this.#isStopped = true;
    this.#finish();
  }

  #turn(): void {
    this.#releaseDue();
    if (this.#isStopped) return;
    if (this.#due === null) this.#finish();
    else this.#sleep(this.#due.dueAt);
  }

  #releaseDue(): void {
    const { next, now, release } = this.#pacing;
    for (let released = 0; released < burst && this.#due !== null && !this.#isStopped; released++) {
      const at = now();
      if (this.#due.dueAt > at) return;
      release(this.#due, at);
      this.#due = next();
    }
  }

  #sleep(dueAt: number): void {
    const now = this.#pacing.now();
    const wait = dueAt - now;
    if (wait <= 0) setImmediate(() => this.#turn());
    else if (wait >= timerStep) setTimeout(() => this.#turn(), Math.floor(wait / timerStep));
    else if (this.#mayLook(now)) this.#look(now);
    else setTimeout(() => this.#turn(), 1);
  }

  #mayLook(now: number): boolean {
    if (now >= this.#stretchEnd) {
      this.#stretchEnd = now + stretch;
      this.#looked = 0;
    }
    return this.#looked < looksMax;
  }

  #look(from: number): void {
    setImmediate(() => {
      this.#looked += this.#pacing.now() - from;
      this.#turn();
    });
  }
}
