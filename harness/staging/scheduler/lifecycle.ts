import type { RequestServiceConfig } from "../../../sim/scenario/index.js";
import type { HealthCheck } from "../../../sim/targets/target-group.js";

import type { TaskMetrics } from "../task/task-order.js";
import type { Cancel, Timers } from "../timers.js";
import type { FleetTask, TaskProcess } from "./fleet-task.js";
import { answersHealthy, type TargetGroup, TargetHealth } from "./health.js";
import type { LaunchPhases } from "./launch-times.js";
import { containerExited, failedToStart, type StopCause, spotInterruption } from "./stop-cause.js";

/** Receives the messages of a task's process. */
export interface TaskListener {
  listening(port: number): void;
  metrics(metrics: TaskMetrics): void;
  exited(code: number | null): void;
}

/** Starts the process of a task. */
export type ForkTask = (task: FleetTask, listener: TaskListener) => TaskProcess;

/** How tasks are stopped; times in microseconds. */
export interface StopTimes {
  readonly deregistrationDelay: number;
  readonly stopTimeout: number;
  /**
   * How long after a Spot notice or a sudden death the balancer deregisters the task; requests still arrive meanwhile.
   */
  readonly deregistrationLag: number;
}

export interface LifecycleParts {
  readonly timers: Timers;
  readonly targets: TargetGroup;
  readonly fork: ForkTask;
  readonly stop: StopTimes;
  readonly healthCheck: HealthCheck;
  /** Time in which ECS ignores failed health checks of a new task, in microseconds. */
  readonly gracePeriod: number;
  /** Divisor of the grace period, as of the lags of a start. */
  readonly faster: number;
  /** Called when a task has entered another state, or its health has changed. */
  readonly changed: (task: FleetTask) => void;
  /** Called when a task failed its health checks before it ever passed them, and has to be stopped. */
  readonly neverHealthy: (task: FleetTask) => void;
}

/** Interval between health checks of a task that does not answer yet, in microseconds. */
const healthPoll = 100_000;

/**
 * Takes each task and its process through ECS's states. When the service stops a task, it drains before SIGTERM; with
 * StopTask it leaves the balancer and gets SIGTERM at once; a Spot interruption sends SIGTERM first.
 */
export class Lifecycle {
  readonly #parts: LifecycleParts;
  readonly #phases = new Map<FleetTask, LaunchPhases>();
  /** Cancels the end of the state that a task is in. */
  readonly #next = new Map<FleetTask, Cancel>();
  readonly #health: TargetHealth;

  constructor(parts: LifecycleParts) {
    this.#parts = parts;
    const { timers, targets, healthCheck, changed } = parts;
    this.#health = new TargetHealth({ timers, targets, healthCheck, changed });
  }

  /** Launches a task after `delay`. Its process starts at once, since the lags of a launch include that time. */
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

  /** Starts a task that the fleet begins with: only its process takes time. */
  place(task: FleetTask, phases: LaunchPhases): void {
    this.#fork(task, phases);
    task.enter("PENDING");
    this.#activate(task, { ...phases, activating: 0, boot: 0, start: { after: 0, ends: "healthy", by: "balancer" } });
  }

  /** Stops a task as its service does: out of the rotation, the full deregistration delay, SIGTERM, SIGKILL. */
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

  /** Stops a task as StopTask does: out of the rotation and SIGTERM at once, without draining. */
  stopTask(task: FleetTask, cause: StopCause): void {
    if (!task.isBefore("STOPPING")) return;
    if (task.stop === null) this.#doom(task, cause);
    if (task.isBefore("RUNNING")) return this.#kill(task);
    this.#health.leave(task);
    this.#terminate(task, this.#parts.stop.stopTimeout);
  }

  /**
   * Stops a task as a Spot notice does: SIGTERM at once, out of the rotation after `deregistrationLag`, and SIGKILL no
   * later than the end of the provider's notice.
   */
  interrupt(task: FleetTask): void {
    if (!task.isBefore("STOPPING")) return;
    if (task.stop === null) this.#doom(task, spotInterruption);
    if (task.isBefore("RUNNING")) return this.#kill(task);
    this.#leaveAfterLag(task);
    this.#terminate(task, Math.min(this.#parts.stop.stopTimeout, task.origin.seat.provider.notice));
  }

  /** Kills the process without a signal that it could handle. */
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

/**
 * A faster fleet also drains faster, but not below this time in microseconds, so that it cuts no request that such a
 * drain would let finish.
 */
const drainAtLeast = 10_000_000;

/** How tasks are stopped in a fleet whose starts are `faster` times as fast as Fargate's. */
export function localStopTimes({ drain }: Pick<RequestServiceConfig, "drain">, faster: number): StopTimes {
  const { deregistrationDelay } = drain;
  const shorter = Math.max(deregistrationDelay / faster, Math.min(deregistrationDelay, drainAtLeast));
  return { ...drain, deregistrationDelay: Math.round(shorter) };
}
