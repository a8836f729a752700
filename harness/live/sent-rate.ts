import type { LoadProgress } from "../generator/order.js";
import type { MeasuredSnapshot } from "../record/snapshot.js";

/** Time that the rate looks back, in microseconds. */
const window = 5_000_000;

/** Computes how many requests and messages per second were released lately. */
export class SentRate {
  readonly #seen: { readonly at: number; readonly released: number }[] = [];

  /** Null until there are two observations to compare, and during the warm-up. */
  observe({ now, measured }: LoadProgress): number | null {
    if (now < 0) return null;
    this.#seen.push({ at: now, released: releasedOf(measured) });
    while (this.#seen.length > 2 && this.#seen[1].at <= now - window) this.#seen.shift();
    const [oldest] = this.#seen;
    const latest = this.#seen.at(-1)!;
    return latest.at > oldest.at ? ((latest.released - oldest.released) * 1e6) / (latest.at - oldest.at) : null;
  }
}

/** Number of requests and messages of the reported time that have been released. */
export function releasedOf({ load }: MeasuredSnapshot): number {
  return sumOf(load.map(({ lag }) => sumOf(lag.counts)));
}

export function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
