/** Microseconds on this process's monotonic clock. */
export function clock(): number {
  return Math.round(performance.now() * 1_000);
}

/** Something that becomes due by itself. */
export interface Source {
  /** When it is due next; Infinity while nothing is pending. */
  nextAt(): number;
  /** Handles what is due at `at`, the instant that `nextAt` returned. */
  take(at: number): void;
}

/**
 * What becomes due within this many microseconds is handled now. Node's timers keep whole milliseconds and fire up to
 * one early or late, so answers are equally often early and late, short work is answered at once, and nothing polls the
 * clock.
 */
const earliness = 500;

/**
 * Handles what becomes due, in order of due time, with a single timer. Everything is dated by when it was due and not
 * by when the timer fired: the error of timers delays answers, but never adds up over a request's steps or in a queue.
 */
export class Agenda {
  /** The instant that is being handled. */
  now = clock();
  readonly #sources: readonly Source[];
  #timer: NodeJS.Timeout | null = null;
  #ringsAt = Infinity;

  constructor(sources: readonly Source[]) {
    this.#sources = sources;
  }

  /**
   * Runs something that happens now, after everything that was due before. Must not be called from inside the agenda.
   */
  enter<Result>(happen: () => Result): Result {
    const present = clock();
    this.#serve(present);
    this.now = Math.max(this.now, present);
    const result = happen();
    this.#arm();
    return result;
  }

  #ring(): void {
    this.#timer = null;
    this.#arm();
  }

  #serve(until: number): void {
    for (let next = this.#next(); next.nextAt() <= until; next = this.#next()) {
      const at = next.nextAt();
      this.now = Math.max(this.now, at);
      next.take(at);
    }
  }

  #next(): Source {
    return this.#sources.reduce((first, other) => (other.nextAt() < first.nextAt() ? other : first));
  }

  /** Handles what is due or nearly so, and sets the timer for the next item. */
  #arm(): void {
    this.#serve(clock() + earliness);
    const at = this.#next().nextAt();
    if (this.#timer !== null && at === this.#ringsAt) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#ringsAt = at;
    const delayMs = Math.max(1, Math.round((at - clock()) / 1_000));
    this.#timer = at === Infinity ? null : setTimeout(() => this.#ring(), delayMs);
  }
}

/** Actions that are due later, in order of time; at equal times in the order in which they were added. */
export class Waits implements Source {
  readonly #times: number[] = [];
  readonly #actions: (() => void)[] = [];

  add(at: number, action: () => void): void {
    let place = this.#times.length;
    while (place > 0 && this.#times[place - 1] > at) place--;
    this.#times.splice(place, 0, at);
    this.#actions.splice(place, 0, action);
  }

  nextAt(): number {
    return this.#times[0] ?? Infinity;
  }

  take(): void {
    this.#times.shift();
    this.#actions.shift()!();
  }
}
