import { Calendar } from "./calendar.js";
import { type Kernel, RATE, SLOTS, TASKS } from "./kernel.js";
import { LogLinear } from "./log-linear.js";
import { exponential, lognormal, Sfc32 } from "./random.js";

const RING = 4096;

/**
 * The cost floor of a request service: Poisson arrivals, the least loaded of 30 tasks found by bitmask, 50 slots and a
 * FIFO queue each, lognormal service, latency recorded. The next arrival is a scalar, departures are in a calendar
 * queue. It has no features of a product.
 */
export const leastLoaded: Kernel = (requests, seed) => {
  const random = new Sfc32(seed);
  const latency = new LogLinear();
  const departures = new Calendar(TASKS * SLOTS + 64);
  const busy = new Int32Array(TASKS);
  const load = new Int32Array(TASKS);
  const ring = new Float64Array(TASKS * RING);
  const ringHead = new Int32Array(TASKS);
  const ringTail = new Int32Array(TASKS);
  /** The tasks that have each load, as one bit per task. */
  const tasksWith = new Int32Array(1 << 16);
  tasksWith[0] = (1 << TASKS) - 1;
  let lowest = 0;
  let arrived = 0;
  let nextArrival = exponential(random) / RATE;
  const startedAt = performance.now();
  for (;;) {
    const node = departures.length > 0 ? departures.first() : -1;
    const departure = node < 0 ? Infinity : departures.times[node];
    if (nextArrival <= departure) {
      if (nextArrival === Infinity) break;
      const now = nextArrival;
      while (tasksWith[lowest] === 0) lowest++;
      const bits = tasksWith[lowest];
      const task = 31 - Math.clz32(bits & -bits);
      const bit = 1 << task;
      tasksWith[load[task]] ^= bit;
      tasksWith[++load[task]] |= bit;
      if (busy[task] < SLOTS) {
        busy[task]++;
        const service = lognormal(random);
        latency.record(service);
        departures.push(now + service, task);
      } else {
        ring[task * RING + (ringTail[task] & (RING - 1))] = now;
        ringTail[task]++;
      }
      nextArrival = ++arrived < requests ? now + exponential(random) / RATE : Infinity;
    } else {
      const task = departures.values[node];
      const bit = 1 << task;
      tasksWith[load[task]] ^= bit;
      tasksWith[--load[task]] |= bit;
      if (load[task] < lowest) lowest = load[task];
      departures.drop(node);
      if (ringHead[task] === ringTail[task]) busy[task]--;
      else {
        const arrival = ring[task * RING + (ringHead[task] & (RING - 1))];
        ringHead[task]++;
        const end = departure + lognormal(random);
        latency.record(end - arrival);
        departures.push(end, task);
      }
    }
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { requests, seconds, mean: latency.sum / requests, p99: latency.quantile(0.99) };
};
