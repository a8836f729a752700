import type { CpuDiscipline, PausesConfig } from "../cpu/index.js";
import type { Revision } from "./scheduler.js";
import type { ContainerChecks } from "./start-checks.js";

export type Architecture = "x86_64" | "arm64";

/** A revision of what a service's tasks run, ready for use: a service runs two of them while it is deployed. */
export interface TaskDefinition {
  readonly name: string;
  /** The size that is reserved and billed, sidecars included. */
  readonly vcpu: number;
  readonly memoryMib: number;
  /** vCPUs left to the application; sidecars use the rest all the time. */
  readonly applicationVcpu: number;
  /** Hazard per hour that a sidecar's end is the end of the task. */
  readonly sidecarHazard: number;
  readonly extraStorageGb: number;
  readonly architecture: Architecture;
  /** Name of the run the task belongs to; absent for other tasks. */
  readonly flow?: string | undefined;
  /** Requests that may have begun at once: maxConcurrent, or the threads of a worker pool where these are fewer. */
  readonly slots: number;
  /** Requests that may wait behind the slots before the task answers 503. */
  readonly queueLimit: number;
  readonly cpuWorkFactor: number;
  /** Memory that its processes use without any request. */
  readonly baseMemoryMib: number;
  readonly imageGib: number;
  /** The container's own health check; null without one. */
  readonly healthCheck: ContainerChecks | null;
  /** When the whole process stands still; null where it never does. */
  readonly pauses: PausesConfig | null;
  createCpu(): CpuDiscipline;
}

/** A revision of a service: what its tasks run and on which capacity. */
export interface Deployment extends Revision {
  readonly definition: TaskDefinition;
}
