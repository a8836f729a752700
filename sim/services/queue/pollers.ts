import type { Micros, Simulation } from "../../engine/simulation.js";
import { Ring } from "../../work/ring.js";
import type { WorkTable } from "../../work/row.js";

/** What a worker does with a message whose execution ended without success. */
export type Fate = "leave" | "release" | "dead-letter";

/** A poller's number has the task in its lowest bits; a table of tasks has at most 2^14 rows. */
const TASK_BITS = 14;
const TASK_MASK = (1 << TASK_BITS) - 1;

/** The most messages that SQS gives at once. */
export const batchMost = 10;

/** A service whose tasks take messages from a queue. */
export interface Consumer {
  /** The most messages that one receive brings. */
  readonly batch: number;
  /** Interval at which it extends the visibility timeout of its messages; Infinity for never. */
  readonly heartbeat: Micros;
  /** Fate of the messages whose executions end now. */
  readonly fate: Fate;
  /** A task that polls may cease to want messages of itself. */
  readonly mayRefuse: boolean;
  /** Whether a task has room for another message. */
  wants(task: number): boolean;
  /** Begins an execution of a message on a task. */
  take(task: number, messages: WorkTable, row: number): void;
}

/**
 * The tasks that wait for messages by long polling, each with one request at a time; the one that has waited longest is next.
 * A request that ends empty is followed by another at once: none of them is an event, they are counted by how long a task waits.
 */
export class Pollers {
  readonly list: Consumer[] = [];
  /** The consumer whose turn it is, after `next`. */
  consumer = 0;
  task = 0;
  declare private readonly simulation: Simulation;
  private readonly wait: Micros = 0;
  private readonly line = new Ring();
  /**
   * By consumer and task: since when its present receive has been waiting, earlier empty ones included; NaN where it
   * does not poll.
   */
  private since = new Float64Array(0);
  /** Whether it stands in the line. */
  private standing = new Uint8Array(0);
  private emptied = 0;

  /** `wait`: how long a request waits for a message. */
  constructor(simulation: Simulation, wait: Micros) {
    this.simulation = simulation;
    this.wait = wait;
  }

  join(consumer: Consumer): number {
    const count = this.list.push(consumer);
    const since = new Float64Array(count << TASK_BITS).fill(Number.NaN);
    since.set(this.since);
    this.since = since;
    this.standing = new Uint8Array(count << TASK_BITS);
    return count - 1;
  }

  begin(consumer: number, task: number): void {
    const at = (consumer << TASK_BITS) + task;
    if (!Number.isNaN(this.since[at])) return;
    this.since[at] = this.simulation.now;
    if (this.standing[at] === 1) return;
    this.standing[at] = 1;
    this.line.push(at);
  }

  /** Whether a request of the task waits. */
  waits(consumer: number, task: number): boolean {
    return !Number.isNaN(this.since[(consumer << TASK_BITS) + task]);
  }

  /** Ends the receive that waits. */
  stop(consumer: number, task: number): void {
    const at = (consumer << TASK_BITS) + task;
    if (Number.isNaN(this.since[at])) return;
    this.emptied += this.emptyAt(at) + 1;
    this.since[at] = Number.NaN;
  }

  /** Finds the task that has waited longest; false without any. */
  next(): boolean {
    while (this.line.length > 0) {
      const at = this.line.first;
      if (!Number.isNaN(this.since[at])) {
        this.consumer = at >> TASK_BITS;
        this.task = at & TASK_MASK;
        return true;
      }
      this.standing[this.line.shift()] = 0;
    }
    return false;
  }

  /** The one whose turn it is has got something; it polls again where it has room left. */
  served(hasRoom: boolean): void {
    const at = this.line.first;
    this.emptied += this.emptyAt(at);
    if (hasRoom) {
      this.since[at] = this.simulation.now;
      this.line.turn();
    } else {
      this.since[at] = Number.NaN;
      this.standing[this.line.shift()] = 0;
    }
  }

  /** Requests so far that waited in vain. */
  get empty(): number {
    let empty = this.emptied;
    for (let at = 0; at < this.since.length; at++) if (!Number.isNaN(this.since[at])) empty += this.emptyAt(at);
    return empty;
  }

  private emptyAt(at: number): number {
    const waited = this.simulation.now - this.since[at];
    return waited < this.wait ? 0 : Math.floor(waited / this.wait);
  }
}
