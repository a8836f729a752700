import type { EventKind, Micros, Simulation } from "../engine/simulation.js";
import { Flag, Place, Row, Steps, type WorkTable } from "./row.js";

/** Looks per shortest timeout: the more there are, the fewer attempts are still open when one looks at them. */
const LOOKS = 4;

/**
 * Client timeouts of a service's requests, by class. Nearly all attempts are answered long before: so nothing is scheduled
 * for an attempt until a look at the table, a few per timeout, finds that it will be due before the next look.
 */
export class Deadlines {
  readonly #simulation: Simulation;
  readonly #requests: WorkTable;
  readonly #timeouts: Float64Array;
  readonly #every: Micros;
  readonly #expire: (row: number) => void;
  readonly #due: EventKind;

  /** `timeouts` by class, in microseconds; `expire` is told of each attempt whose client has waited so long. */
  constructor(simulation: Simulation, requests: WorkTable, timeouts: readonly Micros[], expire: (row: number) => void) {
    this.#simulation = simulation;
    this.#requests = requests;
    this.#timeouts = Float64Array.from(timeouts);
    this.#every = Math.max(1, Math.floor(Math.min(...timeouts) / LOOKS));
    this.#expire = expire;
    this.#due = simulation.event("client timeout", (row) => this.#onDue(row));
    if (timeouts.length === 0) return;
    const look = simulation.alarm("look for client timeouts", () => {
      this.#look();
      simulation.ring(look, this.#every);
    });
    simulation.ring(look, this.#every);
  }

  /** Attempts that are due before the next look; one that falls on it is left to that look. */
  #look(): void {
    const { now } = this.#simulation;
    this.#requests.forEach((row) => {
      const due = this.#dueAt(row);
      if (due >= now && due < now + this.#every) this.#simulation.after(due - now, this.#due, row);
    });
  }

  /** The row may hold another attempt by now, whose deadline is another one. */
  #onDue(row: number): void {
    if (this.#dueAt(row) === this.#simulation.now) this.#expire(row);
  }

  /** Infinity where nobody waits: the row is free, abandoned, or a retry that has not begun. */
  #dueAt(row: number): Micros {
    const words = this.#requests.words;
    const task = words[row + Row.TASK];
    const isUnderWay = (task >= 0 || task <= Place.ADRIFT) && (words[row + Row.FLAGS] & Flag.OPEN) !== 0;
    return isUnderWay ? this.#requests.beganAt(row) + this.#timeouts[words[row + Row.CURSOR] >> Steps.SHIFT] : Infinity;
  }
}
