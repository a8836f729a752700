const minutesOfDay = 1_440;
/** Beyond a year no step is planned. */
const minutesMax = 366 * minutesOfDay;

/**
 * Traffic of a service in each minute of a run. After its end the last day repeats, or where the run is shorter than a
 * day its mean goes on.
 */
export class Traffic {
  readonly #byMinute: ArrayLike<number>;
  readonly #mean: number;

  constructor(byMinute: ArrayLike<number>) {
    this.#byMinute = byMinute;
    let sum = 0;
    for (let at = 0; at < byMinute.length; at++) sum += byMinute[at];
    this.#mean = sum / byMinute.length;
  }

  /** Requests of each whole or begun hour of the run. */
  get byHour(): readonly number[] {
    const hours = new Array<number>(Math.ceil(this.#byMinute.length / 60)).fill(0);
    for (let at = 0; at < this.#byMinute.length; at++) hours[Math.floor(at / 60)] += this.#byMinute[at];
    return hours;
  }

  /** Requests a second in each of them, on average. */
  get ratesPerS(): readonly number[] {
    return this.byHour.map((requests, hour) => requests / (60 * Math.min(60, this.#byMinute.length - 60 * hour)));
  }

  /** Requests between two instants, in minutes. */
  between(from: number, to: number): number {
    let sum = 0;
    for (let at = Math.floor(from); at < to; at++) {
      sum += this.#at(at) * (Math.min(to, at + 1) - Math.max(from, at));
    }
    return sum;
  }

  /** Minutes from an instant until so many requests have come; infinite beyond a year. */
  minutesUntil(requests: number, from: number): number {
    let rest = requests;
    for (let at = Math.floor(from); at < from + minutesMax; at++) {
      const begins = Math.max(from, at);
      const here = this.#at(at) * (at + 1 - begins);
      if (here >= rest) return begins + (rest / here) * (at + 1 - begins) - from;
      rest -= here;
    }
    return Number.POSITIVE_INFINITY;
  }

  #at(minute: number): number {
    const count = this.#byMinute.length;
    if (minute < count) return this.#byMinute[Math.max(0, minute)];
    return count >= minutesOfDay
      ? this.#byMinute[count - minutesOfDay + ((minute - count) % minutesOfDay)]
      : this.#mean;
  }
}
