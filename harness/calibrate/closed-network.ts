/** The stations that a request passes on its way through a target, with mean times in microseconds. */
export interface Network {
  /** Time outside the slots: network and balancer. */
  readonly outside: number;
  /** Time that a request holds a slot without using CPU. */
  readonly wait: number;
  /** Time that a request holds a slot and uses CPU on a thread. */
  readonly cpu: number;
  /** Number of threads that can run at once. */
  readonly threads: number;
  /**
   * Squared coefficient of variation of a request's CPU time when one thread serves requests in order; 1 when the CPU
   * is shared.
   */
  readonly variation: number;
  /** Number of requests that are worked on at once; Infinity when nothing limits it. */
  readonly slots: number;
}

/**
 * Completions per second when a fixed number of requests is in flight at all times, for each given number, by
 * mean-value analysis of the closed network. The limit on requests inside makes the inner part a station whose rate
 * depends on its load (Reiser and Lavenberg 1980; Chandy, Herzog and Woo 1975). Exact for exponential work, and for
 * shared work of any distribution.
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

/** Completions per microsecond when 1, 2, … requests hold a slot. */
function insideOf(network: Network, most: number): Float64Array {
  const { wait, cpu, threads } = network;
  if (cpu === 0) return Float64Array.from({ length: most }, (_, n) => (n + 1) / wait);
  if (threads === 1) return singleThread(network, most);
  const atCpu = Float64Array.from({ length: most }, (_, n) => Math.min(n + 1, threads) / cpu);
  return Float64Array.from({ length: most }, (_, n) => throughput(n + 1, wait, atCpu));
}

/**
 * By the arrival theorem, an arriving request sees the network with one request fewer: time = cpu · (1 + queue), less
 * half of the work in service if that work does not vary, since half of it is done on average (Reiser 1979).
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

/**
 * Completions per microsecond of `population` customers that each spend `delay` alone and then share a station whose
 * rate is `rates[n − 1]` with n of them.
 */
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
