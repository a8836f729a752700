import type { ProviderName, Seat } from "../../../sim/capacity/providers/index.js";
import type { TaskCommand, TaskMetrics } from "../task/task-order.js";
import type { Deployment } from "./deployment.js";
import type { StopCause } from "./stop-cause.js";

/** The states of an ECS task, in the order in which it goes through them. */
const taskStates = [
  "PROVISIONING",
  "PENDING",
  "ACTIVATING",
  "RUNNING",
  "DEACTIVATING",
  "STOPPING",
  "DEPROVISIONING",
  "STOPPED",
] as const;
export type TaskState = (typeof taskStates)[number];

/** What a task was launched as. */
export interface TaskOrigin {
  /** As in the last part of its ARN. */
  readonly id: string;
  readonly service: string;
  readonly provider: ProviderName;
  /** Number within its service, from 0: what keyed draws go by. */
  readonly ordinal: number;
  /** From 0. */
  readonly zone: number;
  /** Its room at the provider. */
  readonly seat: Seat;
  readonly deployment: Deployment;
  /** It stands in for a Spot task that cannot be had. */
  readonly isSubstitute: boolean;
}

/** The process of a task. */
export interface TaskProcess {
  readonly pid: number;
  send(command: TaskCommand): void;
  kill(signal: "SIGTERM" | "SIGKILL"): void;
}

/** When a task entered the states that ECS keeps the time of, in milliseconds since 1970. */
export interface TaskTimes {
  readonly created: number;
  readonly pullStarted?: number;
  readonly started?: number;
  readonly stopping?: number;
  readonly executionStopped?: number;
  readonly stopped?: number;
}

/** A task of the fleet, from its launch until ECS has forgotten it. */
export class FleetTask {
  state: TaskState = "PROVISIONING";
  /** It passes its health checks and gets requests. */
  isHealthy = false;
  /** It was healthy and fails its health checks now; until when, in microseconds of the fleet, ECS ignores that. */
  isFailing = false;
  graceUntil = 0;
  /** Its process was taken away: no fault of its own. */
  isTaken = false;
  stop: StopCause | null = null;
  exitCode: number | null = null;
  process: TaskProcess | null = null;
  /** Of the process, once it listens. */
  port: number | null = null;
  metrics: TaskMetrics | null = null;
  /** How long its application boots after RUNNING. */
  bootMs = 0;
  times: TaskTimes = { created: Date.now() };
  readonly origin: TaskOrigin;

  constructor(origin: TaskOrigin) {
    this.origin = origin;
  }

  get id(): string {
    return this.origin.id;
  }

  /** It counts towards its service's desired count. */
  get isActive(): boolean {
    return this.desiredStatus === "RUNNING";
  }

  get desiredStatus(): "RUNNING" | "STOPPED" {
    return this.stop === null ? "RUNNING" : "STOPPED";
  }

  /** Its process serves, even if it is on its way out: from RUNNING until it is gone. */
  get isServing(): boolean {
    return this.state === "RUNNING" || this.state === "DEACTIVATING" || this.state === "STOPPING";
  }

  /** Is it in a state that comes before this one? */
  isBefore(state: TaskState): boolean {
    return taskStates.indexOf(this.state) < taskStates.indexOf(state);
  }

  enter(state: TaskState): void {
    this.state = state;
    const stamp = stamps[state];
    if (stamp !== undefined) this.times = { ...this.times, [stamp]: Date.now() };
  }

  /** From here on it is to stop. */
  doom(cause: StopCause): void {
    this.stop = cause;
    this.times = { ...this.times, stopping: Date.now() };
  }
}

const stamps: Readonly<Partial<Record<TaskState, keyof TaskTimes>>> = {
  PENDING: "pullStarted",
  RUNNING: "started",
  DEPROVISIONING: "executionStopped",
  STOPPED: "stopped",
};
