import type { FailureCause } from "../../../sim/facts/aspects/requests.js";

/** Why a task stops, in ECS's words, and the cause of failure of requests that end with it. */
export interface StopCause {
  readonly stopCode:
    | "TaskFailedToStart"
    | "EssentialContainerExited"
    | "UserInitiated"
    | "ServiceSchedulerInitiated"
    | "SpotInterruption";
  readonly stoppedReason: string;
  readonly failure: FailureCause;
  /** Set when it is stopped for failed health checks. */
  readonly isForHealth?: true;
}

/** The scheduler stops the task for a scale-in, or a deployment of another revision. */
export function scalingActivity(deploymentId: string): StopCause {
  const stoppedReason = `Scaling activity initiated by (deployment ${deploymentId})`;
  return { stopCode: "ServiceSchedulerInitiated", stoppedReason, failure: "taskLost" };
}

/** The task fails its health checks, or never passed them. */
export function failedHealthChecks(service: string): StopCause {
  const stoppedReason = `Task failed ELB health checks in (target-group ${service})`;
  return { stopCode: "ServiceSchedulerInitiated", stoppedReason, failure: "taskLost", isForHealth: true };
}

/** StopTask was called, with the caller's reason. */
export function userInitiated(reason = "Task stopped by user"): StopCause {
  return { stopCode: "UserInitiated", stoppedReason: reason, failure: "taskLost" };
}

/** EC2 takes the Spot capacity back. */
export const spotInterruption: StopCause = {
  stopCode: "SpotInterruption",
  stoppedReason: "Your Spot Task was interrupted.",
  failure: "interrupted",
};

/** The process ended without being told to. */
export const containerExited: StopCause = {
  stopCode: "EssentialContainerExited",
  stoppedReason: "Essential container in task exited",
  failure: "taskLost",
};

/** The process ended before it could serve. */
export const failedToStart: StopCause = {
  stopCode: "TaskFailedToStart",
  stoppedReason: "Task failed to start",
  failure: "taskLost",
};
