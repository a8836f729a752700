/** Closed forms of queueing theory. Times in any one unit; `rate` and `service` (a mean) in the same. */

/** The probability that all c servers are busy where nobody waits, by Erlang's recursion; `load` is rate × service. */
export function erlangB(servers: number, load: number): number {
  let blocked = 1;
  for (let c = 1; c <= servers; c++) blocked = (load * blocked) / (c + load * blocked);
  return blocked;
}

/** The probability of having to wait for one of c servers. */
export function erlangC(servers: number, load: number): number {
  const blocked = erlangB(servers, load);
  return blocked / (1 - (load / servers) * (1 - blocked));
}

/** Mean time in an M/M/c queue. Also of processor sharing among c processors, whatever the distribution of the work. */
export function mmcTime(servers: number, rate: number, service: number): number {
  return service + erlangC(servers, rate * service) / (servers / service - rate);
}

/** The probability that a time in an M/M/c queue is above t; c − 1 must not equal the load. */
export function mmcTimeAbove(t: number, servers: number, rate: number, service: number): number {
  const load = rate * service;
  const rest = servers - 1 - load;
  return Math.exp(-t / service) * (1 + (erlangC(servers, load) * (1 - Math.exp((-t / service) * rest))) / rest);
}

/** Mean time in an M/G/1 queue, first come first served: Pollaczek and Khinchine. `variance` is that of the service. */
export function mg1Time(rate: number, service: number, variance: number): number {
  return service + (rate * (variance + service * service)) / (2 * (1 - rate * service));
}

/** An M/M/1 queue with room for `capacity` requests, the one in service included. */
export function mm1k(rate: number, service: number, capacity: number) {
  const load = rate * service;
  const weights = Array.from({ length: capacity + 1 }, (_, n) => load ** n);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const blocked = weights[capacity] / total;
  const present = weights.reduce((sum, weight, n) => sum + n * weight, 0) / total;
  return { blocked, time: present / (rate * (1 - blocked)) };
}

/**
 * Mean time at one of k exponential servers that get Poisson arrivals in turn: a GI/M/1 queue with Erlang-k gaps, where
 * σ = E[exp(−μ(1 − σ)·gap)] and the time is 1 / (μ(1 − σ)). `rate` is that of all arrivals.
 */
export function roundRobinTime(servers: number, rate: number, service: number): number {
  let sigma = 0.5;
  for (let step = 0; step < 1000; step++) sigma = (rate / (rate + (1 - sigma) / service)) ** servers;
  return service / (1 - sigma);
}
