/** What a request passes on its way through a target, in microseconds. */
export interface Network {
  /** Outside of the slots: network and balancer. */
  readonly outside: number;
  /** With a slot and without CPU. */
  readonly wait: number;
  /** With a slot, on a thread. */
  readonly cpu: number;
  /** That can run at once. */
  readonly threads: number;
  /** Squared coefficient of variation of the CPU of a request where one thread takes it in order; 1 where it is shared. */
  readonly variation: number;
  /** Infinity where nothing bounds the requests that are worked on at once. */
  readonly slots: number;
}

/**
 * Completions per second with so many requests in flight at all times, for each number of them, by mean-value analysis of
 * the closed network; the limit on those inside makes a station of it whose rate depends on its load (Reiser and Lavenberg
 * 1980; Chandy, Herzog and Woo 1975). Exact for exponential work, and for shared work of any distribution.
 *
 *     outside ---> queue ---> [ wait ---> CPU ]  at most `slots` of them
 *        ^                         |
 *        +-------------------------+
 */
export function throughputs(network: Network, populations: readonly number[]): number[] {
  const { outside, slots } = network;
  const most = Math.max(...populations);
  const inside = insideOf(network, Math.min(most, slots));
  const perMicro = Float64Array.from({ length: most }, (_, n) => inside[Math.min(n, inside.length - 1)]);
  return populations.map((population) => 1e6 * throughput(population, outside, perMicro));
}

/** Completions per microsecond of 1, 2, … requests that hold a slot. */
function insideOf(network: Network, most: number): Float64Array {
  const { wait, cpu, threads } = network;
  if (cpu === 0) return Float64Array.from({ length: most }, (_, n) => (n + 1) / wait);
  if (threads === 1) return singleThread(network, most);
  const atCpu = Float64Array.from({ length: most }, (_, n) => Math.min(n + 1, threads) / cpu);
  return Float64Array.from({ length: most }, (_, n) => throughput(n + 1, wait, atCpu));
}

/**
 * An arrival finds what is there with one customer fewer: time = cpu · (1 + queue), less the half that the one in service
 * has already had where its work does not vary (Reiser 1979).
 */
function singleThread({ wait, cpu, variation }: Network, most: number): Float64Array {
  const rates = new Float64Array(most);
  let [queue, busy] = [0, 0];
  for (let n = 1; n <= most; n++) {
    const time = cpu * (1 + queue - (busy * (1 - variation)) / 2);
    const rate = Math.min(n / (wait + time), 1 / cpu);
    rates[n - 1] = rate;
    queue = Math.min(n, rate * time);
    busy = rate * cpu;
  }
  return rates;
}

/** Completions of `population` customers that take `delay` each, then share a station of rate `rates[n − 1]` for n of them. */
function throughput(population: number, delay: number, rates: Float64Array): number {
  if (delay === 0) return rates[population - 1];
  let [weight, total, completed] = [1, 1, 0];
  for (let n = 1; n <= population; n++) {
    weight *= (population - n + 1) / delay / rates[n - 1];
    total += weight;
    completed += weight * rates[n - 1];
    if (total < 1e200) continue;
    weight /= total;
    completed /= total;
    total = 1;
  }
  return completed / total;
}
