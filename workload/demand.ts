import type { Arrivals } from "./arrivals/index.js";
import type { RateSegments } from "./curves/index.js";
import { Random } from "./random.js";
import type { RequestClass } from "./requests.js";
import type { SessionConfig, SessionTimeline } from "./sessions.js";
import type { Slowdowns } from "./slowdowns.js";
import { StepDraws } from "./step-draws.js";

const batch = 256;

/** The sessions whose messages are the requests of a demand. */
export interface DemandSessions {
  readonly config: SessionConfig;
  /** Expected number of open sessions, if nothing cuts them. */
  readonly open: RateSegments;
  /**
   * What the sessions do, from the beginning. Its messages are exactly the demand's requests, at the same microseconds.
   */
  timeline(): SessionTimeline;
}

/** What a demand is made from. */
export interface DemandParts {
  readonly seed: number;
  /** Seed for the durations of request steps. */
  readonly serverSeed: number;
  readonly name: string;
  readonly to: string;
  readonly classes: readonly RequestClass[];
  readonly arrivals: Arrivals;
  /** Null when each request comes by itself. */
  readonly sessions: DemandSessions | null;
  /** Null when nothing that requests wait for ever slows down. */
  readonly slowdowns: Slowdowns | null;
}

/**
 * A stream of requests to one service, from the start of the warm-up to the end of the run. The simulated fleet and the
 * load driver take the same requests from it: when each arrives, its class, and how long its steps take.
 */
export class Demand {
  readonly name: string;
  /** The service that it is sent to. */
  readonly to: string;
  readonly classes: readonly RequestClass[];
  /** Expected requests per second over time, spikes included. */
  readonly rates: RateSegments;
  /** Null when each request comes by itself. */
  readonly sessions: DemandSessions | null;
  /** When the next request arrives; Infinity after the last. */
  nextAt = Number.POSITIVE_INFINITY;
  /** Number of requests taken so far, which is the number of the next, from 0. */
  taken = 0;

  private readonly arrivals: Arrivals;
  private readonly slowdowns: Slowdowns | null;
  private readonly steps: readonly StepDraws[];
  private readonly chooser: Random;
  /** Cumulative shares of the classes. */
  private readonly shares: Float64Array;
  /** The next arrival times, with Infinity after the last. */
  private readonly times = new Float64Array(batch + 1);
  private readonly classOf = new Uint8Array(batch);
  private position = 0;

  constructor({ seed, serverSeed, name, to, classes, arrivals, sessions, slowdowns }: DemandParts) {
    this.name = name;
    this.to = to;
    this.classes = classes;
    this.rates = arrivals.rates;
    this.sessions = sessions;
    this.arrivals = arrivals;
    this.slowdowns = slowdowns;
    this.steps = classes.map(
      (each) => new StepDraws(each.steps, (step) => Random.stream(serverSeed, "steps", name, each.name, step)),
    );
    this.chooser = Random.stream(seed, "classes", name);
    let sum = 0;
    this.shares = Float64Array.from(classes, ({ share }) => (sum += share));
    this.refill();
  }

  /**
   * Takes the request that arrives at `nextAt`: writes its step durations (microseconds) from `into[offset]` on, moves
   * on to the next and returns the index of the request's class.
   */
  take(into: Int32Array, offset: number): number {
    const index = this.classOf[this.position];
    const steps = this.steps[index];
    steps.take(into, offset);
    if (this.slowdowns !== null) steps.slow(into, offset, this.slowdowns.factorAt(this.nextAt));
    this.taken++;
    if (++this.position === batch) this.refill();
    this.nextAt = this.times[this.position];
    return index;
  }

  /**
   * Takes the next message of its sessions. The caller follows their timeline and knows that it is due `at` this
   * instant.
   */
  takeMessage(at: number, into: Int32Array, offset: number): number {
    const [steps] = this.steps;
    steps.take(into, offset);
    if (this.slowdowns !== null) steps.slow(into, offset, this.slowdowns.factorAt(at));
    this.taken++;
    return 0;
  }

  private refill(): void {
    const times = this.times;
    times[this.arrivals.fill(times.subarray(0, batch))] = Number.POSITIVE_INFINITY;
    if (this.classes.length > 1) this.chooseClasses();
    this.position = 0;
    this.nextAt = times[0];
  }

  private chooseClasses(): void {
    const shares = this.shares;
    const last = shares.length - 1;
    for (let i = 0; i < batch; i++) {
      const uniform = this.chooser.uniform();
      let index = 0;
      while (index < last && uniform >= shares[index]) index++;
      this.classOf[i] = index;
    }
  }
}
