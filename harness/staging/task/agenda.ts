/** Microseconds on this process's monotonic clock. */
export function clock(): number {
  return Math.round(performance.now() * 1_000);
}

/** Something that falls due by itself. */
export interface Source {
  /** When it is due next; Infinity while nothing is to come. */
  nextAt(): number;
  /** Serves what is due at `at`, the instant that `nextAt` gave. */
  take(at: number): void;
}

/**
 * Node's timers keep whole milliseconds and come up to one early or late. What falls due so soon is served now, so that
 * answers are late and early alike, and short work is answered at once; nothing polls the clock.
 */
const earliness = 500;

/**
 * Serves what falls due, in order of its due time, on one timer. Each thing is dated by when it was due and not by when
 * the timer came: the error of timers delays answers, and never adds up over a request's steps or in a queue.
 */
export class Agenda {
  /** The instant that is being served. */
  now = clock();
  readonly #sources: readonly Source[];
  #timer: NodeJS.Timeout | null = null;
  #ringsAt = Infinity;

  constructor(sources: readonly Source[]) {
    this.#sources = sources;
  }

  /** Lets something in that happens now: after all that was due before. Not to be called from inside. */
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

  /** Serves what is due or nearly so, and sets the timer to the next. */
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

/** What is to happen later, in order of time; of equal times the first that was added comes first. */
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
