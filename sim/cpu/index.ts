import { z } from "zod";
import type { CpuDiscipline } from "./discipline.js";
import { EventLoop } from "./event-loop.js";
import { ProcessorSharing } from "./processor-sharing.js";

export type { CpuDiscipline } from "./discipline.js";
export { PausedCpu, type PauseSequence, Pauses, type PausesConfig, pausesShape } from "./pauses.js";

/** A way to share a task's vCPUs. `threads` bounds how many requests may have begun, waits included. */
export interface DisciplineKind {
  readonly kind: string;
  readonly about: string;
  readonly shape: z.ZodObject;
  create(vcpu: number): CpuDiscipline;
}

const processorSharing: DisciplineKind = {
  kind: "processor-sharing",
  about: "n runnable requests each get min(1, vCPU / n) of a vCPU; waiting ones use none.",
  shape: z.strictObject({}),
  create: (vcpu) => new ProcessorSharing(vcpu),
};

const eventLoop: DisciplineKind = {
  kind: "event-loop",
  about: "One thread of speed min(1, vCPU) runs CPU steps in order of arrival, as Node's event loop does.",
  shape: z.strictObject({}),
  create: (vcpu) => new EventLoop(vcpu),
};

const workerPool: DisciplineKind = {
  kind: "worker-pool",
  about: "A fixed number of threads, each held by one request through its waits; the busy ones share the vCPUs.",
  shape: z.strictObject({
    threads: z.int().min(1).describe("Worker threads of the process, each of which works on one request at a time."),
  }),
  create: (vcpu) => new ProcessorSharing(vcpu),
};

export const disciplines = [processorSharing, eventLoop, workerPool] as const;
