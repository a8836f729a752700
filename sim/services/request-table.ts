/** Int32 words of a request's row: one cache line of 64 bytes. */
export const ROW = 16;
/** The first two words are the float64 instant of arrival. */
export const TASK = 2;
export const CLASS = 3;
export const STEP = 4;
export const FLAGS = 5;
/** How long after the request's arrival this attempt began, in microseconds: 0 but for retries. */
export const BEGAN_AFTER = 6;
/** Number of the logical request within its demand: the key of its draws. */
export const ORDINAL = 7;
export const STEPS = 8;
export const STEPS_MAX = 8;

/** In TASK: the row is free, or stands at no task (a retry that waits for its time). */
export const FREE = -1;
export const NOWHERE = -2;

/** In FLAGS: whether its client still waits, and what else is known. The attempt's number stands in the bits from ATTEMPT_SHIFT on. */
export const REPORTED = 1;
export const DEGRADED = 2;
export const OPEN = 8;
/** Its task died while it waited: the row is freed when its event comes. */
export const DEAD = 4;
export const ATTEMPT_SHIFT = 8;

/**
 * The state of every request in flight, a packed row each: its state is read and written at random, and one cache line is
 * cheaper than a line per column.
 */
export class RequestTable {
  words = new Int32Array(1024 * ROW);
  instants = new Float64Array(this.words.buffer);
  #free = FREE;
  #used = 0;
  /** Rows in use. */
  length = 0;

  allocate(): number {
    let row = this.#free;
    if (row !== FREE) this.#free = this.words[row * ROW + STEP];
    else {
      row = this.#used++;
      if (row * ROW === this.words.length) this.#grow();
    }
    this.length++;
    const at = row * ROW;
    this.words[at + TASK] = NOWHERE;
    this.words[at + STEP] = 0;
    this.words[at + FLAGS] = OPEN;
    this.words[at + BEGAN_AFTER] = 0;
    return row;
  }

  free(row: number): void {
    const at = row * ROW;
    this.words[at + TASK] = FREE;
    this.words[at + FLAGS] = 0;
    this.words[at + STEP] = this.#free;
    this.#free = row;
    this.length--;
  }

  arrivalOf(row: number): number {
    return this.instants[row * (ROW / 2)];
  }

  /** When the attempt in a row began. */
  beganAt(row: number): number {
    return this.arrivalOf(row) + this.words[row * ROW + BEGAN_AFTER];
  }

  /** Every row in use, in order of row number. */
  forEach(visit: (row: number) => void): void {
    for (let row = 0; row < this.#used; row++) {
      if (this.words[row * ROW + TASK] !== FREE) visit(row);
    }
  }

  #grow(): void {
    const words = new Int32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
    this.instants = new Float64Array(words.buffer);
  }
}
