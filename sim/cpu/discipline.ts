/**
 * How the vCPUs of one task serve the CPU steps of its requests. Pure: the time is passed in, so the same object serves a
 * simulated task and a real one on a laptop. Times in microseconds, work in vCPU-microseconds.
 */
export interface CpuDiscipline {
  /** CPU steps present, running or waiting. */
  readonly length: number;
  add(now: number, request: number, work: number): void;
  /** When the next step will be finished if nothing else comes; Infinity when there is none. */
  nextAt(): number;
  /** Removes the step that is finished at `now`, the instant that `nextAt` gave, and returns its request. */
  take(now: number): number;
  /** Withdraws a request's step; false when it has none here. */
  remove(now: number, request: number): boolean;
  /** Withdraws all and hands out each request. */
  clear(now: number, each: (request: number) => void): void;
  /** vCPU-microseconds used up to `now`. */
  used(now: number): number;
}

/** Rounds up to the clock's grain, so that nothing is finished before its work is done. */
export function wholeMicros(duration: number): number {
  return duration > 0 ? Math.ceil(duration) : 0;
}
