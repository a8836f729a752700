import type { Alarm, Micros, Simulation } from "../engine/simulation.js";
import { type RequestTable, ROW, SERIAL } from "./request-table.js";

/**
 * The client timeouts of all requests that share one: they fall due in the order in which the attempts began, so a ring
 * and one alarm on the oldest open attempt serve them all. Attempts that ended are passed over when their turn comes.
 */
export class Deadlines {
  readonly #simulation: Simulation;
  readonly #requests: RequestTable;
  readonly #timeout: Micros;
  readonly #expire: (row: number) => void;
  readonly #alarm: Alarm;
  #instants = new Float64Array(256);
  #rows = new Int32Array(256);
  #serials = new Int32Array(256);
  #first = 0;
  #length = 0;

  constructor(simulation: Simulation, requests: RequestTable, timeout: Micros, expire: (row: number) => void) {
    this.#simulation = simulation;
    this.#requests = requests;
    this.#timeout = timeout;
    this.#expire = expire;
    this.#alarm = simulation.alarm("client timeout", () => this.#due());
  }

  /** The attempt in this row begins now. */
  watch(row: number, serial: number): void {
    if (this.#length === this.#rows.length) this.#grow();
    const at = (this.#first + this.#length++) & (this.#rows.length - 1);
    this.#instants[at] = this.#simulation.now + this.#timeout;
    this.#rows[at] = row;
    this.#serials[at] = serial;
    if (this.#length === 1) this.#simulation.ring(this.#alarm, this.#timeout);
  }

  #due(): void {
    const now = this.#simulation.now;
    while (this.#length > 0) {
      const at = this.#first;
      const row = this.#rows[at];
      const isOpen = this.#requests.words[row * ROW + SERIAL] === this.#serials[at];
      if (isOpen && this.#instants[at] > now) {
        this.#simulation.ring(this.#alarm, this.#instants[at] - now);
        return;
      }
      this.#first = (at + 1) & (this.#rows.length - 1);
      this.#length--;
      if (isOpen) this.#expire(row);
    }
  }

  #grow(): void {
    const size = this.#rows.length;
    this.#instants = unrolled(this.#instants, this.#first, new Float64Array(2 * size));
    this.#rows = unrolled(this.#rows, this.#first, new Int32Array(2 * size));
    this.#serials = unrolled(this.#serials, this.#first, new Int32Array(2 * size));
    this.#first = 0;
  }
}

/** Copies a full ring to the beginning of a larger one. */
function unrolled<Column extends Float64Array | Int32Array>(ring: Column, first: number, into: Column): Column {
  into.set(ring.subarray(first));
  into.set(ring.subarray(0, first), ring.length - first);
  return into;
}
