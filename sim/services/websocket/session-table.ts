import { doubled, ROWS_MIN } from "../../targets/index.js";

/** State of a session. */
export const enum State {
  FREE = 0,
  /** Connected: a task holds it. */
  OPEN = 1,
  /** Its task no longer answers, which the session has not noticed yet. */
  HUNG = 2,
  /** Waits for a connection to a task that answers nothing. */
  CONNECTING = 3,
  /** Waits before it tries again. */
  PAUSED = 4,
  /** It has given up: the messages that it still had to send are lost. */
  LOST = 5,
  /** It is over, but an event for its row is still scheduled. */
  ENDED = 6,
}

/** End of a list, and the task of a session without one. */
export const NONE = -1;

/**
 * The sessions of a service, a row each with a column per field, and those of each task as a list: a session is in the list of
 * exactly one task while it is open, and in none while it has no connection.
 */
export class SessionTable {
  state = new Uint8Array(ROWS_MIN);
  /** The task that holds it, and the balancer node that chose that. */
  task = new Int32Array(ROWS_MIN);
  node = new Uint8Array(ROWS_MIN);
  /** The demand that it belongs to, and its number there. */
  demand = new Uint8Array(ROWS_MIN);
  number = new Int32Array(ROWS_MIN);
  /** Connects that it has tried, and what went wrong since the last connection that stood. */
  attempts = new Int32Array(ROWS_MIN);
  failures = new Int32Array(ROWS_MIN);
  /** Whether it has been connected before. */
  hasOpened = new Uint8Array(ROWS_MIN);
  /** Why its last connection went or was refused: how messages end that it cannot send any more. */
  cause = new Uint8Array(ROWS_MIN);
  /** Whether its last message has come. */
  hasLast = new Uint8Array(ROWS_MIN);
  /** Events that are scheduled for it. */
  pending = new Uint8Array(ROWS_MIN);
  /** Whether one of the pending events checks if the connection is idle. */
  isWatched = new Uint8Array(ROWS_MIN);
  /** When it was connected last, and when a message or a reply passed last. */
  openedAt = new Float64Array(ROWS_MIN);
  passedAt = new Float64Array(ROWS_MIN);
  /** Time since which it has no working connection; NaN while it has one. */
  outSince = new Float64Array(ROWS_MIN);
  /** The message that it has waited for longest, the newest, and how many there are. */
  first = new Int32Array(ROWS_MIN);
  last = new Int32Array(ROWS_MIN);
  awaited = new Int32Array(ROWS_MIN);
  /** By task: first and last session of its list, in order of connection, and the number of open ones. */
  readonly #heads: number[] = [];
  readonly #tails: number[] = [];
  readonly #open: number[] = [];
  #next = new Int32Array(ROWS_MIN);
  #previous = new Int32Array(ROWS_MIN);
  readonly #free: number[] = [];
  #used = 0;

  /** A row of a session that has just come. */
  add(demand: number, number: number): number {
    const session = this.#free.pop() ?? this.#used++;
    if (session >= this.state.length) this.#grow();
    this.state[session] = State.PAUSED;
    this.task[session] = NONE;
    this.demand[session] = demand;
    this.number[session] = number;
    this.attempts[session] = 0;
    this.failures[session] = 0;
    this.hasOpened[session] = 0;
    this.hasLast[session] = 0;
    this.pending[session] = 0;
    this.isWatched[session] = 0;
    this.outSince[session] = Number.NaN;
    this.first[session] = NONE;
    this.last[session] = NONE;
    this.awaited[session] = 0;
    return session;
  }

  /** The session is over; its row serves another as soon as nothing is scheduled for it. */
  end(session: number): void {
    this.state[session] = State.ENDED;
    this.freeIfDone(session);
  }

  freeIfDone(session: number): void {
    if (this.state[session] !== State.ENDED || this.pending[session] > 0) return;
    this.state[session] = State.FREE;
    this.#free.push(session);
  }

  /** A new task has no sessions, whatever the one before in its row had. */
  openTask(task: number): void {
    this.#heads[task] = NONE;
    this.#tails[task] = NONE;
    this.#open[task] = 0;
  }

  /** Sessions that a task holds open. */
  openAt(task: number): number {
    return this.#open[task] ?? 0;
  }

  /** Puts a session in the list of a task, connected or still trying to be. */
  attach(session: number, task: number, state: State.OPEN | State.CONNECTING): void {
    const tail = this.#tails[task];
    this.task[session] = task;
    this.#next[session] = NONE;
    this.#previous[session] = tail;
    if (tail === NONE) this.#heads[task] = session;
    else this.#next[tail] = session;
    this.#tails[task] = session;
    this.state[session] = state;
    if (state === State.OPEN) this.#open[task]++;
  }

  /** The task of an open session answers nothing any more. */
  hang(session: number): void {
    this.#open[this.task[session]]--;
    this.state[session] = State.HUNG;
  }

  /** Takes a session out of the list of its task; what it does then is said by whoever does so. */
  detach(session: number): void {
    const task = this.task[session];
    const next = this.#next[session];
    const previous = this.#previous[session];
    if (previous === NONE) this.#heads[task] = next;
    else this.#next[previous] = next;
    if (next === NONE) this.#tails[task] = previous;
    else this.#previous[next] = previous;
    if (this.state[session] === State.OPEN) this.#open[task]--;
    this.task[session] = NONE;
  }

  /** Every session in the list of a task; `visit` may take it out. */
  forEachAt(task: number, visit: (session: number) => void): void {
    let session = this.#heads[task] ?? NONE;
    while (session !== NONE) {
      const next = this.#next[session];
      visit(session);
      session = next;
    }
  }

  /** Every session that is not over. */
  forEach(visit: (session: number) => void): void {
    for (let session = 0; session < this.#used; session++) {
      if (this.state[session] !== State.FREE && this.state[session] !== State.ENDED) visit(session);
    }
  }

  #grow(): void {
    this.state = doubled(this.state);
    this.task = doubled(this.task);
    this.node = doubled(this.node);
    this.demand = doubled(this.demand);
    this.number = doubled(this.number);
    this.attempts = doubled(this.attempts);
    this.failures = doubled(this.failures);
    this.hasOpened = doubled(this.hasOpened);
    this.cause = doubled(this.cause);
    this.hasLast = doubled(this.hasLast);
    this.pending = doubled(this.pending);
    this.isWatched = doubled(this.isWatched);
    this.openedAt = doubled(this.openedAt);
    this.passedAt = doubled(this.passedAt);
    this.outSince = doubled(this.outSince);
    this.first = doubled(this.first);
    this.last = doubled(this.last);
    this.awaited = doubled(this.awaited);
    this.#next = doubled(this.#next);
    this.#previous = doubled(this.#previous);
  }
}
