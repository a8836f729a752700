/** Int32 words of a request's row: one cache line of 64 bytes. The first two are the float64 instant of arrival. */
export const enum Row {
  WORDS = 16,
  TASK = 2,
  /** Class and step in one: where the class table says what comes next, `class << Steps.SHIFT` and the step. */
  CURSOR = 3,
  FLAGS = 4,
  /** Start of this attempt after the request's arrival, in microseconds; 0 for a first attempt. */
  BEGAN_AFTER = 5,
  /** Number of the logical request within its demand: the key of its draws. */
  ORDINAL = 6,
  /** The balancer node that took it. */
  NODE = 7,
  STEPS = 8,
}

/** Steps that a request can have, and the parts of a cursor: below `SHIFT` bits of step, the end behind the last included. */
export const enum Steps {
  MAX = 8,
  SHIFT = 4,
  MASK = 15,
}

/** Negative values of TASK: the row is free, belongs to no task (a retry before its time), or waits at a silent one. */
export const enum Place {
  FREE = -1,
  NOWHERE = -2,
  /** Waits for an answer that never comes; the balancer no longer counts it. */
  ADRIFT = -3,
  /** Waits likewise at the task `HUNG - TASK`. */
  HUNG = -4,
}

/** Bits of FLAGS: whether the client still waits, and other facts. */
export const enum Flag {
  REPORTED = 1,
  DEGRADED = 2,
  /** Its task died during a wait step: the pending event has no effect but to free the row when no client waits. */
  DEAD = 4,
  OPEN = 8,
  /** Another service calls: which, and how it names the call, stands beside the row. */
  CALLED = 1 << 21,
  /** A call that it made has failed, or the work itself, and so does it: its client gets a 5xx. */
  BROKEN = 1 << 22,
  /** A canary ran when it arrived: its end is told of its cohort, the canary's where CANARY or SHADOW is set. */
  COUNTED = 1 << 23,
  CANARY = 1 << 24,
  /** A copy for a canary: nobody waits for it, and it writes nothing. */
  SHADOW = 1 << 25,
  /** The bits that all attempts of a request share. */
  KEPT = REPORTED | CALLED | COUNTED | CANARY,
  /** The client waits, and what becomes of the request is reported. */
  AWAITED = OPEN | REPORTED,
}

/** The attempt's number takes the bits of FLAGS from here up to CONNECTING. */
export const ATTEMPT_SHIFT = 8;
export const ATTEMPT_MASK = 0xfff;
/** Bit of FLAGS: the balancer has not been able to connect to the task yet. */
export const CONNECTING = 1 << 20;

/** Shift from a row's first word to its pair in `callers`. */
const PAIR_SHIFT = 3;

/**
 * The state of every request in flight, a packed row each, named by its first word: it is read and written at random, and
 * one cache line is cheaper than a line per column.
 */
export class WorkTable {
  words = new Int32Array(1024 * Row.WORDS);
  instants = new Float64Array(this.words.buffer);
  private nextFree = Place.FREE;
  /** Words that rows ever took. */
  private used = 0;
  /** Rows in use. */
  length = 0;
  /**
   * For requests of other services, a pair per row: their way in, and their caller's ticket. Empty where nobody calls.
   */
  private callers = new Int32Array(0);

  /** A row for a new attempt; it holds what the one before left, until the caller lays it out. */
  allocate(): number {
    this.length++;
    const row = this.nextFree;
    if (row === Place.FREE) return this.add();
    this.nextFree = this.words[row + Row.CURSOR];
    return row;
  }

  free(row: number): void {
    this.length--;
    this.words[row + Row.TASK] = Place.FREE;
    this.words[row + Row.CURSOR] = this.nextFree;
    this.nextFree = row;
  }

  /** A row with the words of one of another table. */
  copy(from: WorkTable, copied: number): number {
    const row = this.allocate();
    const { words } = this;
    const theirs = from.words;
    for (let word = 0; word < Row.WORDS; word++) words[row + word] = theirs[copied + word];
    return row;
  }

  /** Writes into a row what one of another table asks for: class, number and its steps, of which `next` knows by cursor how many. */
  layOut(row: number, from: WorkTable, asking: number, next: Uint8Array): void {
    const { words } = this;
    const theirs = from.words;
    const cursor = theirs[asking + Row.CURSOR];
    words[row + Row.CURSOR] = cursor;
    words[row + Row.ORDINAL] = theirs[asking + Row.ORDINAL];
    for (let step = 0; next[cursor + step] > 0; step++)
      words[row + Row.STEPS + step] = theirs[asking + Row.STEPS + step];
  }

  /** Notes who called. */
  setCaller(row: number, way: number, ticket: number): void {
    if (this.callers.length < this.words.length >> PAIR_SHIFT) this.growCallers();
    this.callers[row >> PAIR_SHIFT] = way;
    this.callers[(row >> PAIR_SHIFT) + 1] = ticket;
  }

  wayOf(row: number): number {
    return this.callers[row >> PAIR_SHIFT];
  }

  ticketOf(row: number): number {
    return this.callers[(row >> PAIR_SHIFT) + 1];
  }

  arrivalOf(row: number): number {
    return this.instants[row >> 1];
  }

  /** When the attempt in a row began. */
  beganAt(row: number): number {
    return this.arrivalOf(row) + this.words[row + Row.BEGAN_AFTER];
  }

  /** Number of rows in use that have all of these flags and for which `isMeant` holds. */
  count(flags: number, isMeant: (row: number) => boolean): number {
    let sum = 0;
    this.forEach((row) => {
      if ((this.words[row + Row.FLAGS] & flags) === flags && isMeant(row)) sum++;
    });
    return sum;
  }

  /** Every row in use, in order. */
  forEach(visit: (row: number) => void): void {
    for (let row = 0; row < this.used; row += Row.WORDS) {
      if (this.words[row + Row.TASK] !== Place.FREE) visit(row);
    }
  }

  private add(): number {
    if (this.used === this.words.length) this.grow();
    const row = this.used;
    this.used += Row.WORDS;
    return row;
  }

  private grow(): void {
    const words = new Int32Array(this.words.length * 2);
    words.set(this.words);
    this.words = words;
    this.instants = new Float64Array(words.buffer);
  }

  private growCallers(): void {
    const callers = new Int32Array(this.words.length >> PAIR_SHIFT);
    callers.set(this.callers);
    this.callers = callers;
  }
}
