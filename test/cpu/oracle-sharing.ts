import { arrivals, type Job } from "./serve.js";

/** A fraction of a vCPU-microsecond that every share of 12 quarter-vCPU requests or fewer is a whole number of. */
const UNIT = 4 * 27_720;

/**
 * Processor sharing in exact arithmetic: at every arrival and every finish, what each of at most 12 requests has left is
 * brought up to date, in whole units. A request leaves at the first whole microsecond at which it has nothing left.
 */
export function shareExactly(vcpu: number, jobs: readonly Job[]): number[] {
  const comes = arrivals(jobs);
  const left = new Map<number, number>();
  const finishes: number[] = [];
  let now = 0;
  let next = 0;
  while (next < jobs.length || left.size > 0) {
    const rate = left.size > vcpu ? (UNIT * vcpu) / left.size : UNIT;
    const finishAt = left.size === 0 ? Infinity : now + Math.max(0, Math.ceil(Math.min(...left.values()) / rate));
    const isArrival = next < jobs.length && comes[next] < finishAt;
    const then = isArrival ? comes[next] : finishAt;
    for (const [request, work] of left) left.set(request, work - (then - now) * rate);
    now = then;
    if (isArrival) left.set(next, jobs[next++].work * UNIT);
    else for (const [request, work] of left) if (work <= 0 && left.delete(request)) finishes[request] = now;
  }
  return finishes;
}
