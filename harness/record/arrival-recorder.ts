import { Histogram } from "../../sim/statistics/index.js";
import { ExpectedShare } from "./expected-share.js";
import type { DemandFacts } from "./load-facts.js";
import type { DemandSnapshot } from "./snapshot.js";
import { CountedWindows } from "./windows.js";

/** Number of bins over the share of expected arrivals; the resolution is one in two thousand. */
const bins = 2_000;

/** Counts when the requests of one demand were due and when they were released, for the audit of the load. */
export class ArrivalRecorder {
  readonly #demand: string;
  readonly #duration: number;
  readonly #share: ExpectedShare;
  readonly #windows: CountedWindows;
  readonly #intended = new Uint32Array(bins);
  readonly #sent = new Uint32Array(bins);
  readonly #intendedPerWindow: Uint32Array;
  readonly #sentPerWindow: Uint32Array;
  readonly #lag = new Histogram();

  constructor({ name, rates }: DemandFacts, duration: number) {
    this.#demand = name;
    this.#duration = duration;
    this.#share = new ExpectedShare(rates, duration);
    this.#windows = new CountedWindows(duration);
    this.#intendedPerWindow = new Uint32Array(this.#windows.count);
    this.#sentPerWindow = new Uint32Array(this.#windows.count);
  }

  /** Counts a request that was due in the reported time and left at `at`. */
  released(dueAt: number, at: number): void {
    this.#intended[this.#bin(dueAt)]++;
    this.#sent[this.#bin(at)]++;
    this.#count(this.#intendedPerWindow, dueAt);
    this.#count(this.#sentPerWindow, at);
    this.#lag.record(Math.max(0, Math.round(at - dueAt)));
  }

  snapshot(): DemandSnapshot {
    return {
      demand: this.#demand,
      intended: this.#intended.slice(),
      sent: this.#sent.slice(),
      intendedPerWindow: this.#intendedPerWindow.slice(),
      sentPerWindow: this.#sentPerWindow.slice(),
      lag: this.#lag.snapshot(),
    };
  }

  #bin(instant: number): number {
    return Math.min(bins - 1, Math.floor(this.#share.at(Math.min(instant, this.#duration)) * bins));
  }

  #count(counts: Uint32Array, instant: number): void {
    const window = this.#windows.of(instant);
    if (window !== null) counts[window]++;
  }
}
