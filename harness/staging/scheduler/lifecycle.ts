import type { RequestServiceConfig } from "../../../sim/scenario/index.js";
import type { HealthCheck } from "../../../sim/targets/target-group.js";

import type { TaskMetrics } from "../task/task-order.js";
import type { Cancel, Timers } from "../timers.js";
import type { FleetTask, TaskProcess } from "./fleet-task.js";
import { answersHealthy, type TargetGroup, TargetHealth } from "./health.js";
import type { LaunchPhases } from "./launch-times.js";
import { containerExited, failedToStart, type StopCause, spotInterruption } from "./stop-cause.js";

/** What a task's process reports. */
export interface TaskListener {
  listening(port: number): void;
  metrics(metrics: TaskMetrics): void;
  exited(code: number | null): void;
}

/** Starts the process of a task. */
export type ForkTask = (task: FleetTask, listener: TaskListener) => TaskProcess;

/** How tasks are stopped, in microseconds. */
export interface StopTimes {
  readonly deregistrationDelay: number;
  readonly stopTimeout: number;
  /** How long a Spot notice, or a sudden death, is ahead of the balancer: requests still come meanwhile. */
  readonly deregistrationLag: number;
}

export interface LifecycleParts {
  readonly timers: Timers;
  readonly targets: TargetGroup;
  readonly fork: ForkTask;
  readonly stop: StopTimes;
  readonly healthCheck: HealthCheck;
  /** How long ECS ignores what the health checks of a new task find, in microseconds. */
  readonly gracePeriod: number;
  /** Divides the grace period, as it does the lags of a start. */
  readonly faster: number;
  /** A task entered another state, or its health changed. */
  readonly changed: (task: FleetTask) => void;
  /** It has failed its health checks before it ever passed them: to be stopped. */
  readonly neverHealthy: (task: FleetTask) => void;
}

/** Between two looks at a task that does not answer yet. */
const healthPoll = 100_000;

/**
 * Takes each task and its process through ECS's states. A stop by the service drains before SIGTERM, StopTask leaves the
 * balancer with it; a Spot interruption sends SIGTERM first.
 */
export class Lifecycle {
  readonly #parts: LifecycleParts;
  readonly #phases = new Map<FleetTask, LaunchPhases>();
  /** What ends the state that a task is in. */
  readonly #next = new Map<FleetTask, Cancel>();
  readonly #health: TargetHealth;

  constructor(parts: LifecycleParts) {
    this.#parts = parts;
    const { timers, targets, healthCheck, changed } = parts;
    this.#health = new TargetHealth({ timers, targets, healthCheck, changed });
  }

  /** A task whose launch may begin after `delay`. Its process starts meanwhile: the lags of a launch have that in them. */
  launch(task: FleetTask, phases: LaunchPhases, delay: number): void {
    this.#fork(task, phases);
    this.#after(task, delay + phases.provisioning, () => {
      this.#enter(task, "PENDING");
      this.#after(task, phases.pending, () => {
        if (!phases.fails) return this.#activate(task, phases);
        this.#doom(task, failedToStart);
        this.#kill(task);
      });
    });
  }

  /** A task that is there as the fleet begins: nothing but its process takes time. */
  place(task: FleetTask, phases: LaunchPhases): void {
    this.#fork(task, phases);
    task.enter("PENDING");
    this.#activate(task, { ...phases, activating: 0, boot: 0, start: { after: 0, ends: "healthy", by: "balancer" } });
  }

  /** Stops a task as its service does: out of the rotation, the whole deregistration delay, SIGTERM, SIGKILL. */
  stop(task: FleetTask, cause: StopCause): void {
    if (task.stop !== null) return;
    this.#doom(task, cause);
    if (task.isBefore("RUNNING")) return this.#kill(task);
    this.#health.leave(task);
    this.#enter(task, "DEACTIVATING");
    this.#after(task, this.#parts.stop.deregistrationDelay, () => {
      this.#parts.targets.cut(task.id);
      this.#terminate(task, this.#parts.stop.stopTimeout);
    });
  }

  /** StopTask: out of the rotation and SIGTERM at once; no drain is waited for. */
  stopTask(task: FleetTask, cause: StopCause): void {
    if (!task.isBefore("STOPPING")) return;
    if (task.stop === null) this.#doom(task, cause);
    if (task.isBefore("RUNNING")) return this.#kill(task);
    this.#health.leave(task);
    this.#terminate(task, this.#parts.stop.stopTimeout);
  }

  /** A Spot notice: SIGTERM at once, out of the rotation `deregistrationLag` later, SIGKILL when the provider's notice is over at the latest. */
  interrupt(task: FleetTask): void {
    if (!task.isBefore("STOPPING")) return;
    if (task.stop === null) this.#doom(task, spotInterruption);
    if (task.isBefore("RUNNING")) return this.#kill(task);
    this.#leaveAfterLag(task);
    this.#terminate(task, Math.min(this.#parts.stop.stopTimeout, task.origin.seat.provider.notice));
  }

  /** The process is taken away without a signal that it could answer. */
  die(task: FleetTask): void {
    if (!task.isBefore("DEPROVISIONING")) return;
    task.isTaken = true;
    this.#kill(task);
  }

  #fork(task: FleetTask, phases: LaunchPhases): void {
    this.#phases.set(task, phases);
    task.process = this.#parts.fork(task, {
      listening: (port) => {
        task.port = port;
      },
      metrics: (metrics) => {
        task.metrics = metrics;
      },
      exited: (code) => this.#exited(task, code),
    });
  }

  #activate(task: FleetTask, { activating, boot, start }: LaunchPhases): void {
    this.#enter(task, "ACTIVATING");
    this.#after(task, activating, () => {
      const { timers, gracePeriod, faster } = this.#parts;
      task.bootMs = boot / 1_000;
      task.graceUntil = timers.now() + gracePeriod / faster;
      this.#enter(task, "RUNNING");
      const end = () => (start.ends === "healthy" ? this.#checkHealth(task) : this.#parts.neverHealthy(task));
      this.#after(task, start.after, end);
    });
  }

  async #checkHealth(task: FleetTask): Promise<void> {
    const isHealthy = task.port !== null && (await answersHealthy(task.port));
    if (task.state !== "RUNNING") return;
    if (!isHealthy) return this.#after(task, healthPoll, () => this.#checkHealth(task));
    this.#health.enter(task);
    this.#parts.changed(task);
  }

  #doom(task: FleetTask, cause: StopCause): void {
    task.doom(cause);
    this.#parts.targets.stopping(task.id, cause.failure);
    task.process?.send({ kind: "stopping", cause: cause.failure });
  }

  #leaveAfterLag(task: FleetTask): void {
    const { timers, stop } = this.#parts;
    if (stop.deregistrationLag === 0) this.#health.leave(task);
    else timers.after(stop.deregistrationLag, () => this.#health.leave(task));
  }

  #terminate(task: FleetTask, killAfter: number): void {
    this.#enter(task, "STOPPING");
    task.process!.kill("SIGTERM");
    this.#after(task, killAfter, () => task.process!.kill("SIGKILL"));
  }

  #kill(task: FleetTask): void {
    task.process!.kill("SIGKILL");
  }

  #exited(task: FleetTask, code: number | null): void {
    task.exitCode = code;
    if (task.stop === null) this.#doom(task, task.isBefore("RUNNING") ? failedToStart : containerExited);
    this.#leaveAfterLag(task);
    this.#gone(task);
  }

  #gone(task: FleetTask): void {
    this.#enter(task, "DEPROVISIONING");
    this.#after(task, this.#phases.get(task)!.deprovisioning, () => this.#enter(task, "STOPPED"));
    this.#phases.delete(task);
  }

  #enter(task: FleetTask, state: FleetTask["state"]): void {
    this.#next.get(task)?.();
    this.#next.delete(task);
    task.enter(state);
    this.#parts.changed(task);
  }

  #after(task: FleetTask, delay: number, action: () => void): void {
    this.#next.get(task)?.();
    this.#next.set(task, this.#parts.timers.after(delay, action));
  }
}

/** A faster fleet drains faster too, but cuts nothing that a drain of this length would not. */
const drainAtLeast = 10_000_000;

/** How the tasks of a fleet are stopped whose starts are so many times as fast as Fargate's. */
export function localStopTimes({ drain }: Pick<RequestServiceConfig, "drain">, faster: number): StopTimes {
  const { deregistrationDelay } = drain;
  const shorter = Math.max(deregistrationDelay / faster, Math.min(deregistrationDelay, drainAtLeast));
  return { ...drain, deregistrationDelay: Math.round(shorter) };
}
