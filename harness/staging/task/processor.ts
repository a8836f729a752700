/** Serves the CPU steps of a task's requests and tells `computed` of each that is finished. Times in microseconds. */
export interface Processor {
  compute(now: number, request: number, work: number): void;
  /** Takes a step back; false when the request has none here. */
  withdraw(now: number, request: number): boolean;
  /** vCPU-microseconds used up to `now`. */
  used(now: number): number;
}
