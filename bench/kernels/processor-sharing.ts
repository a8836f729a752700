import { type Kernel, RATE, SLOTS, TASKS } from "./kernel.js";
import { LogLinear } from "./log-linear.js";
import { exponential, lognormal, Sfc32 } from "./random.js";

const CAPACITY = 2048;
const LEAVES = 32;

/**
 * The floor for processor sharing: 30 tasks of 50 vCPU in turn, each a heap of virtual finishing times, the next departure
 * of all in a tournament tree.
 */
export const processorSharing: Kernel = (requests, seed) => {
  const random = new Sfc32(seed);
  const latency = new LogLinear();
  const finishes = new Float64Array(TASKS * CAPACITY).fill(Infinity);
  const arrivals = new Float64Array(TASKS * CAPACITY);
  const present = new Int32Array(TASKS);
  const virtual = new Float64Array(TASKS);
  const since = new Float64Array(TASKS);
  const winners = Int32Array.from({ length: 2 * LEAVES }, (_, at) => (at < LEAVES ? 0 : at - LEAVES));
  const instants = new Float64Array(2 * LEAVES).fill(Infinity);
  const set = (task: number, instant: number) => {
    let at = LEAVES + task;
    instants[at] = instant;
    while (at > 1) {
      const left = at & ~1;
      const winner = instants[left + 1] < instants[left] ? left + 1 : left;
      at >>= 1;
      instants[at] = instants[winner];
      winners[at] = winners[winner];
    }
  };
  let arrived = 0;
  let turn = 0;
  let nextArrival = exponential(random) / RATE;
  const startedAt = performance.now();
  for (;;) {
    const departure = instants[1];
    if (nextArrival <= departure) {
      if (nextArrival === Infinity) break;
      const now = nextArrival;
      const task = turn;
      turn = turn + 1 === TASKS ? 0 : turn + 1;
      const base = task * CAPACITY;
      let n = present[task];
      if (n > 0) virtual[task] += (now - since[task]) * (n > SLOTS ? SLOTS / n : 1);
      else virtual[task] = 0;
      since[task] = now;
      const finish = virtual[task] + lognormal(random);
      let at = ++n;
      while (at > 1) {
        const parent = at >> 1;
        if (finishes[base + parent] <= finish) break;
        finishes[base + at] = finishes[base + parent];
        arrivals[base + at] = arrivals[base + parent];
        at = parent;
      }
      finishes[base + at] = finish;
      arrivals[base + at] = now;
      present[task] = n;
      set(task, now + (finishes[base + 1] - virtual[task]) * (n > SLOTS ? n / SLOTS : 1));
      nextArrival = ++arrived < requests ? now + exponential(random) / RATE : Infinity;
    } else {
      const task = winners[1];
      const base = task * CAPACITY;
      let n = present[task];
      virtual[task] = finishes[base + 1];
      since[task] = departure;
      latency.record(departure - arrivals[base + 1]);
      const finish = finishes[base + n];
      const arrival = arrivals[base + n];
      finishes[base + n] = Infinity;
      n--;
      if (n > 0) {
        let at = 1;
        let child = 2;
        while (child <= n) {
          child += +(finishes[base + child + 1] < finishes[base + child]);
          finishes[base + at] = finishes[base + child];
          arrivals[base + at] = arrivals[base + child];
          at = child;
          child = at << 1;
        }
        while (at > 1) {
          const parent = at >> 1;
          if (finishes[base + parent] <= finish) break;
          finishes[base + at] = finishes[base + parent];
          arrivals[base + at] = arrivals[base + parent];
          at = parent;
        }
        finishes[base + at] = finish;
        arrivals[base + at] = arrival;
        set(task, departure + (finishes[base + 1] - virtual[task]) * (n > SLOTS ? n / SLOTS : 1));
      } else set(task, Infinity);
      present[task] = n;
    }
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { requests, seconds, mean: latency.sum / requests, p99: latency.quantile(0.99) };
};
