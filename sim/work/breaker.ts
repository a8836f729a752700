import type { Alarm, Micros, Simulation } from "../engine/simulation.js";
import { DEGRADED, DONE, type End, INTERRUPTED, TASK_LOST } from "../facts/ends.js";
import type { Journal } from "../pool/process.js";

/** Window of the error rate, in microseconds. */
const minute = 60_000_000;

/** When a circuit opens, and how it is tried again; times in microseconds. */
export interface BreakerConfig {
  readonly errorRate: number;
  /** Whole minutes, each of which has a greater error rate. */
  readonly for: Micros;
  /** A minute with fewer ends than so many tells nothing. */
  readonly endsMin: number;
  readonly backoff: { readonly initial: Micros; readonly multiplier: number; readonly max: Micros };
  /** Number of trial executions in the half-open state; all have to succeed. */
  readonly probes: number;
}

/**
 * A circuit breaker before work that others hand over: it counts how that ends, minute by minute, and lets none begin while
 * too much of it fails.
 *
 *     closed ── errors for so long ──► open ── backoff ──► half-open ── all probes done ──► closed
 *                                        ▲                    │
 *                                        └── a probe failed ──┘  with a longer backoff
 */
export class Breaker {
  /** How often it opened in the reported time; the next field is how long it was not closed. */
  openings = 0;
  #openFor = 0;
  readonly #simulation: Simulation;
  readonly #config: BreakerConfig;
  readonly #journal: Journal;
  /** Called when work may begin again after a pause. */
  readonly #resumed: () => void;
  readonly #retry: Alarm;
  #state: "closed" | "open" | "half-open" = "closed";
  #openedAt = 0;
  /** Openings on end, of which each waits longer. */
  #failures = 0;
  #ended = 0;
  #errors = 0;
  #breaching = 0;
  /** Trial executions of the half-open state that have begun; the next field counts those that succeeded. */
  #begun = 0;
  #succeeded = 0;

  constructor(simulation: Simulation, config: BreakerConfig, journal: Journal, resumed: () => void) {
    this.#simulation = simulation;
    this.#config = config;
    this.#journal = journal;
    this.#resumed = resumed;
    this.#retry = simulation.alarm("circuit tried again", () => this.#halfOpen());
  }

  /** The minutes begin. */
  begin(): void {
    const { now } = this.#simulation;
    const next = (after: number) => (Math.floor(after / minute) + 1) * minute - after;
    const look = this.#simulation.alarm("error rate of a minute", () => {
      this.#look();
      this.#simulation.ring(look, minute);
    });
    this.#simulation.ring(look, next(now));
  }

  /** Whether another unit of work may begin. */
  get admits(): boolean {
    if (this.#state === "half-open") return this.#begun < this.#config.probes;
    return this.#state === "closed";
  }

  began(): void {
    if (this.#state === "half-open") this.#begun++;
  }

  /** Work that ended because its task did says nothing about the work and is not counted. */
  ended(end: End): void {
    if (end === TASK_LOST || end === INTERRUPTED) return;
    const isError = end !== DONE && end !== DEGRADED;
    this.#ended++;
    if (isError) this.#errors++;
    if (this.#state !== "half-open") return;
    if (isError) this.#open("a probe failed");
    else if (++this.#succeeded >= this.#config.probes) this.#close();
  }

  /** Time of the reported part of the run in which the circuit was not closed. */
  openFor(until: Micros): Micros {
    return this.#openFor + (this.#state === "closed" ? 0 : Math.max(0, until - Math.max(0, this.#openedAt)));
  }

  #look(): void {
    const { errorRate, endsMin } = this.#config;
    const rate = this.#errors / this.#ended;
    const isTold = this.#ended >= endsMin;
    [this.#ended, this.#errors] = [0, 0];
    if (this.#state !== "closed" || !isTold) return;
    this.#breaching = rate > errorRate ? this.#breaching + 1 : 0;
    if (this.#breaching * minute < this.#config.for) return;
    this.#openedAt = this.#simulation.now;
    if (this.#openedAt >= 0) this.openings++;
    this.#open(`${Math.round(100 * rate)} % of the work of the last minute failed`);
  }

  #open(why: string): void {
    const { initial, multiplier, max } = this.#config.backoff;
    const delay = Math.round(Math.min(max, initial * multiplier ** this.#failures));
    this.#failures++;
    this.#breaching = 0;
    this.#state = "open";
    this.#simulation.ring(this.#retry, delay);
    this.#journal("circuit-open", `no more work is taken: ${why}`, { retryAfterS: delay / 1e6 });
  }

  #halfOpen(): void {
    this.#state = "half-open";
    [this.#begun, this.#succeeded] = [0, 0];
    this.#journal("circuit-half-open", `${this.#config.probes} try again`);
    this.#resumed();
  }

  #close(): void {
    this.#openFor += Math.max(0, this.#simulation.now - Math.max(0, this.#openedAt));
    this.#state = "closed";
    this.#failures = 0;
    this.#journal("circuit-closed", "work is taken again");
    this.#resumed();
  }
}
