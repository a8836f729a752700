import type { ProviderName, Seat } from "../../../sim/capacity/providers/index.js";
import type { TaskCommand, TaskMetrics } from "../task/task-order.js";
import type { Deployment } from "./deployment.js";
import type { StopCause } from "./stop-cause.js";

/** The states of an ECS task, in the order in which it passes through them. */
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
  /** Id, as in the last part of its ARN. */
  readonly id: string;
  readonly service: string;
  readonly provider: ProviderName;
  /** Number within its service, from 0: the key of its draws. */
  readonly ordinal: number;
  /** Availability zone, from 0. */
  readonly zone: number;
  /** Its capacity at the provider. */
  readonly seat: Seat;
  readonly deployment: Deployment;
  /** Whether it replaces a Spot task that cannot be obtained. */
  readonly isSubstitute: boolean;
}

/** The process of a task. */
export interface TaskProcess {
  readonly pid: number;
  send(command: TaskCommand): void;
  kill(signal: "SIGTERM" | "SIGKILL"): void;
}

/** When a task entered those states that ECS records times for, in milliseconds since 1970. */
export interface TaskTimes {
  readonly created: number;
  readonly pullStarted?: number;
  readonly started?: number;
  readonly stopping?: number;
  readonly executionStopped?: number;
  readonly stopped?: number;
}

/** A task of the fleet, from its launch until ECS no longer describes it. */
export class FleetTask {
  state: TaskState = "PROVISIONING";
  /** Whether it passes its health checks and gets requests. */
  isHealthy = false;
  /**
   * Whether it was healthy and now fails its health checks; and the end of the grace period in which ECS ignores that,
   * in microseconds of the fleet's time.
   */
  isFailing = false;
  graceUntil = 0;
  /** Whether its process was taken away, which is not a failure of the task itself. */
  isTaken = false;
  stop: StopCause | null = null;
  exitCode: number | null = null;
  process: TaskProcess | null = null;
  /** Port of its process, once that listens. */
  port: number | null = null;
  metrics: TaskMetrics | null = null;
  /** Time from RUNNING until its application has booted, in milliseconds. */
  bootMs = 0;
  times: TaskTimes = { created: Date.now() };
  readonly origin: TaskOrigin;

  constructor(origin: TaskOrigin) {
    this.origin = origin;
  }

  get id(): string {
    return this.origin.id;
  }

  /** Whether it counts towards its service's desired count. */
  get isActive(): boolean {
    return this.desiredStatus === "RUNNING";
  }

  get desiredStatus(): "RUNNING" | "STOPPED" {
    return this.stop === null ? "RUNNING" : "STOPPED";
  }

  /** Whether its process serves, from RUNNING until it is gone, even while the task is stopping. */
  get isServing(): boolean {
    return this.state === "RUNNING" || this.state === "DEACTIVATING" || this.state === "STOPPING";
  }

  /** Whether it is in a state that comes before this one. */
  isBefore(state: TaskState): boolean {
    return taskStates.indexOf(this.state) < taskStates.indexOf(state);
  }

  enter(state: TaskState): void {
    this.state = state;
    const stamp = stamps[state];
    if (stamp !== undefined) this.times = { ...this.times, [stamp]: Date.now() };
  }

  /** Records that it is to stop, and why. */
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
