import { minute } from "../../scenarios/language/units/time.js";
import type { Simulation } from "../engine/simulation.js";

/** What a service does at the end of each minute. */
export interface Minutes {
  /** The reported time begins. */
  open(): void;
  /** A minute of the reported time, the first being 0, has gone by. */
  close(minute: number, from: number, to: number): void;
}

/** Tells a service when a minute of the reported time is over; the last one may be a short one. */
export class MinuteClock {
  readonly #simulation: Simulation;
  readonly #minutes: Minutes;
  /** End of the reported time, in microseconds. */
  readonly #until: number;
  #from = 0;

  constructor(simulation: Simulation, until: number, minutes: Minutes) {
    this.#simulation = simulation;
    this.#until = until;
    this.#minutes = minutes;
  }

  begin(): void {
    const simulation = this.#simulation;
    const alarm = simulation.alarm("minute closed", () => {
      if (simulation.now > this.#from) this.#close();
      else this.#minutes.open();
      this.#from = simulation.now;
      if (simulation.now < this.#until) simulation.ring(alarm, Math.min(minute, this.#until - simulation.now));
    });
    simulation.ring(alarm, -simulation.now);
  }

  /** A run that ends early has a short last minute. */
  end(): void {
    if (this.#simulation.now > this.#from) this.#close();
  }

  #close(): void {
    this.#minutes.close(Math.floor(this.#from / minute), this.#from, this.#simulation.now);
  }
}
