import { Histogram, HistogramWindow } from "../statistics/histogram.js";
import { type Cause, DEGRADED, DONE, type End, ends, TIMEOUT } from "./ends.js";

/**
 * Counts what became of the requests of one service that arrived inside the reported time.
 * Latency runs from the first intended send to the final answer of completed, degraded and timed-out requests.
 */
export class Recorder {
  arrived = 0;
  /** How many of the arrivals another service handed over. */
  called = 0;
  /** Attempts after a request's first. */
  retried = 0;
  degraded = 0;
  /** Failures, indexed by the number of the end. */
  readonly failedBy = new Float64Array(Object.keys(ends).length);
  /** Latencies of completed and degraded requests; of timed-out ones, at the time their client gave up. */
  readonly answers = new Histogram();
  readonly timeouts = new Histogram();
  readonly #network: number = 0;

  /** `network` is what the way to the service and back adds to each wait, in microseconds. */
  constructor(network = 0) {
    this.#network = network;
  }

  get completed(): number {
    return this.answers.count - this.degraded;
  }

  get attempts(): number {
    return this.arrived + this.retried;
  }

  /** A request has ended, after so long. */
  end(end: End, elapsed: number): void {
    if (end === DONE || end === DEGRADED) this.answer(elapsed, end === DEGRADED);
    else this.fail(end, elapsed);
  }

  /** `latency` is what the service took; the client waits for the network besides, at a timeout too. */
  answer(latency: number, isDegraded: boolean): void {
    this.answers.record(latency + this.#network);
    if (isDegraded) this.degraded++;
  }

  fail(cause: Cause, elapsed: number): void {
    this.failedBy[cause]++;
    if (cause === TIMEOUT) this.timeouts.record(elapsed + this.#network);
  }

  /** Answers and timeouts together: what latency is reported over. */
  get latency(): Histogram {
    const all = Histogram.from(this.answers.snapshot());
    all.merge(this.timeouts.snapshot());
    return all;
  }

  get failed(): number {
    return this.failedBy.reduce((sum, count) => sum + count, 0);
  }
}

/** Latencies that came since the last look: of answers alone, and of answers and timeouts, which is what is reported. */
export interface Latencies {
  readonly answers: Histogram;
  readonly all: Histogram;
}

/** Reads off how long a service's requests took, from look to look. */
export class LatencyWindow {
  readonly #answers: HistogramWindow;
  readonly #timeouts: HistogramWindow;

  constructor(recorder: Recorder) {
    this.#answers = new HistogramWindow(recorder.answers);
    this.#timeouts = new HistogramWindow(recorder.timeouts);
  }

  /** Latencies recorded since the last call; valid until the next call. */
  advance(): Latencies {
    const answers = this.#answers.advance();
    const timeouts = this.#timeouts.advance();
    return { answers, all: timeouts.count === 0 ? answers : together(answers, timeouts) };
  }
}

function together(a: Histogram, b: Histogram): Histogram {
  const sum = Histogram.from(a.snapshot());
  sum.merge(b.snapshot());
  return sum;
}
