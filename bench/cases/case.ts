import type { Kernel, Sample } from "../kernels/kernel.js";

/** Something that is measured: a workload through our engine, beside the bare kernel of the same workload where there is one. */
export interface BenchCase {
  readonly name: string;
  readonly about: string;
  /** What is counted: requests, events where a request has two, or worlds that were put together. */
  readonly counts: "requests" | "events" | "worlds";
  readonly bare: Kernel | null;
  measure(seed: number): Sample;
}
