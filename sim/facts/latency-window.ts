import { Histogram, HistogramWindow } from "../statistics/histogram.js";
import type { Recorder } from "./recorder.js";

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

  /** What came since the last call; valid until the next one. */
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
