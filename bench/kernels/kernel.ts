/** The workload of both kernels: 30 tasks of 50 slots at a load of 0.8, with service times of mean 1. */
export const TASKS = 30;
export const SLOTS = 50;
export const RATE = TASKS * SLOTS * 0.8;

/**
 * The result of one run of a kernel, or of the engine on the same workload. Times in units of the mean service time.
 */
export interface Sample {
  readonly requests: number;
  readonly seconds: number;
  readonly mean: number;
  readonly p99: number;
}

export type Kernel = (requests: number, seed: number) => Sample;
