/**
 * Short jobs go to a thread together, as many as take this long: to hand over a job of five milliseconds takes a tenth
 * of its time.
 */
const batchMs = 50;

/** A thread begins no further job of a batch after this time: they are much longer than the last ones were. */
export const batchMsMax = 4 * batchMs;

/** A batch is at most a share of what is left, so that all threads end at about the same time. */
const batchesLeft = 4;

/**
 * Cuts a list of jobs into batches. A batch is what one message asks of a thread: one job, or several where the last
 * ones were short.
 */
export class Batches {
  readonly #jobs: number;
  readonly #threads: number;
  #next = 0;
  /** Jobs of batches that did not end, because they were not begun or the thread was lost: each becomes a batch. */
  readonly #again: number[] = [];
  #jobMs = Number.POSITIVE_INFINITY;

  constructor(jobs: number, threads: number) {
    this.#jobs = jobs;
    this.#threads = threads;
  }

  /** The places of the jobs of the next batch; empty when none is left. */
  next(): readonly number[] {
    const again = this.#again.shift();
    if (again !== undefined) return [again];
    const left = this.#jobs - this.#next;
    const short = Math.min(Math.floor(batchMs / this.#jobMs), Math.floor(left / (batchesLeft * this.#threads)));
    const length = Math.min(left, Math.max(1, short));
    const first = this.#next;
    this.#next += length;
    return Array.from({ length }, (_, at) => first + at);
  }

  /** The first jobs of a batch have ended: how many, and how long they took together. */
  end(places: readonly number[], done: number, tookMs: number): void {
    this.#again.push(...places.slice(done));
    this.#jobMs = tookMs / done;
  }

  /** The thread of a batch was lost, because of any of its jobs. */
  lose(places: readonly number[]): void {
    this.#again.push(...places);
    this.#jobMs = Number.POSITIVE_INFINITY;
  }
}
