/** Why a task stops. */
export type StopReason =
  | "scale-in"
  | "deployment"
  | "unhealthy"
  | "never-healthy"
  | "failed-start"
  | "exited"
  | "stop-task"
  | "spot"
  | "instance-drain"
  | "abrupt"
  | "out-of-memory"
  | "zone-outage";

/** The application's side of a task's life: what a service is told of its tasks. */
export interface Process {
  /** RUNNING: the process is up; requests come after its first good health check. */
  taskReady(task: number): void;
  /** DEACTIVATING: the balancer gives it no more requests; SIGTERM comes after the deregistration delay. */
  taskDraining(task: number): void;
  /** The balancer closes what it still has open to the task: the deregistration delay is over. */
  taskCut(task: number, reason: StopReason): void;
  /** SIGTERM. `killAfter` is when SIGKILL comes; true when the process exits at once. */
  taskStopping(task: number, killAfter: number, reason: StopReason): boolean;
  /** The process is gone without a word: what it held is lost, and whoever asks it waits in vain. */
  taskSilent(task: number, reason: StopReason): void;
  /** The process is gone; what it still held is lost. After a silence, it is noticed. */
  taskGone(task: number, reason: StopReason): void;
}

/** Whoever is told that a process has ended by itself. */
export interface ProcessWatcher {
  exited(task: number): void;
}

/** Takes down what happens at the control plane, for events.ndjson. `kind` is stable, `message` is for people. */
export type Journal = (kind: string, message: string, values?: Readonly<Record<string, number | string>>) => void;
