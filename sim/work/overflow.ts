import type { Call } from "../../workload/requests.js";
import type { EventKind, Simulation } from "../engine/simulation.js";
import type { End } from "../facts/ends.js";
import { Flag, Place, Row, type WorkTable } from "./row.js";
import type { Caller, Station } from "./station.js";

/**
 * Hands requests over to another service as they are, and brings back what became of them there. Meanwhile their rows stand
 * at no task, as those do that wait for an answer which never comes: a client's timeout finds them, and only the answer frees them.
 */
export class Overflow implements Caller {
  readonly #simulation: Simulation;
  readonly #requests: WorkTable;
  readonly #call: Call;
  readonly #returned: EventKind;
  #station: Station | null = null;
  #way = 0;

  /** `back` is told how each has ended, once the answer has crossed the network. */
  constructor(simulation: Simulation, requests: WorkTable, call: Call, back: (row: number, end: End) => void) {
    this.#simulation = simulation;
    this.#requests = requests;
    this.#call = call;
    this.#returned = simulation.event("handed back", (row) => back(row, requests.words[row + Row.NODE] as End));
  }

  callTo(stationOf: (service: string) => Station): void {
    this.#station = stationOf(this.#call.to);
    this.#way = this.#station.wayFor(this.#call, this);
  }

  offer(row: number): void {
    const words = this.#requests.words;
    words[row + Row.TASK] = Place.ADRIFT;
    words[row + Row.FLAGS] |= Flag.DEAD;
    this.#station!.offer(this.#requests, row, this.#way, row);
  }

  /** The balancer has let go of the request, so that the word of its node is free for this. */
  ended(row: number, end: End): void {
    this.#requests.words[row + Row.NODE] = end;
    this.#simulation.after(this.#station!.latency, this.#returned, row);
  }

  waits(row: number): boolean {
    return (this.#requests.words[row + Row.FLAGS] & Flag.OPEN) !== 0;
  }

  /** A closed connection stops nothing of what is handed over. */
  stands(): void {}
}
