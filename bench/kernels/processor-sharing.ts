import { FinishHeaps } from "./finish-heaps.js";
import { type Kernel, RATE, SLOTS, TASKS } from "./kernel.js";
import { LogLinear } from "./log-linear.js";
import { exponential, lognormal, Sfc32 } from "./random.js";

/**
 * The cost floor of processor sharing: 30 tasks of 50 vCPUs in turn, each a heap of virtual finishing times, with the
 * next departure of all in a tournament tree.
 */
export const processorSharing: Kernel = (requests, seed) => {
  const random = new Sfc32(seed);
  const latency = new LogLinear();
  const heaps = new FinishHeaps();
  const departures = new Tournament();
  const virtual = new Float64Array(TASKS);
  const since = new Float64Array(TASKS);
  const wakeUp = (task: number, now: number) => {
    const n = heaps.sizes[task];
    const left = heaps.earliest(task) - virtual[task];
    departures.move(task, n === 0 ? Infinity : now + (n > SLOTS ? (left * n) / SLOTS : left));
  };
  let arrived = 0;
  let turn = 0;
  let nextArrival = exponential(random) / RATE;
  const startedAt = performance.now();
  for (;;) {
    const departure = departures.instants[1];
    if (nextArrival <= departure) {
      if (nextArrival === Infinity) break;
      const now = nextArrival;
      const task = turn;
      turn = turn + 1 === TASKS ? 0 : turn + 1;
      const n = heaps.sizes[task];
      if (n > 0) virtual[task] += (now - since[task]) * (n > SLOTS ? SLOTS / n : 1);
      else virtual[task] = 0;
      since[task] = now;
      heaps.push(task, virtual[task] + lognormal(random), now);
      wakeUp(task, now);
      nextArrival = ++arrived < requests ? now + exponential(random) / RATE : Infinity;
    } else {
      const task = departures.winners[1];
      virtual[task] = heaps.earliest(task);
      since[task] = departure;
      latency.record(departure - heaps.arrivalOfEarliest(task));
      heaps.pop(task);
      wakeUp(task, departure);
    }
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return { requests, seconds, mean: latency.sum / requests, p99: latency.quantile(0.99) };
};

const LEAVES = 32;

/** The earliest of 32 instants, each of which may change. */
class Tournament {
  readonly instants = new Float64Array(2 * LEAVES).fill(Infinity);
  readonly winners = Int32Array.from({ length: 2 * LEAVES }, (_, at) => (at < LEAVES ? 0 : at - LEAVES));

  move(leaf: number, instant: number): void {
    const { instants, winners } = this;
    let at = LEAVES + leaf;
    instants[at] = instant;
    while (at > 1) {
      const left = at & ~1;
      const winner = instants[left + 1] < instants[left] ? left + 1 : left;
      at >>= 1;
      instants[at] = instants[winner];
      winners[at] = winners[winner];
    }
  }
}
