import type { LaunchPhases } from "../capacity/launch.js";
import type { EventKind, Simulation } from "../engine/simulation.js";
import type { Rotation } from "../targets/target-group.js";
import type { Process, StopReason } from "./process.js";
import { type StartChecks, type StartEnd, startEnd } from "./start-checks.js";
import {
  ACTIVATING,
  DEACTIVATING,
  DEPROVISIONING,
  PENDING,
  PROVISIONING,
  RUNNING,
  STOPPING,
  type TaskOrigin,
  type TaskTable,
} from "./task-table.js";

/** Events that the pool receives, since its scheduler may have to react. */
export interface LifecycleWatcher {
  taskHealthy(task: number): void;
  /** The task failed its health checks before it ever passed them, and is to be stopped. */
  taskNeverHealthy(task: number): void;
  /** The task does not come to RUNNING: it is lost next. */
  taskFailsToStart(task: number): void;
  /** The task was taken away: it counts no more, though it may still be stopping. */
  taskLost(task: number, reason: StopReason): void;
  /** The task is stopped; billing ends. */
  taskStopped(task: number): void;
}

export interface LifecycleParts {
  readonly simulation: Simulation;
  readonly tasks: TaskTable;
  /** Null where no load balancer gives the tasks their work. */
  readonly rotation: Rotation | null;
  readonly process: Process;
  readonly watcher: LifecycleWatcher;
  /** Time from SIGTERM to SIGKILL, in microseconds; shorter where the interruption notice is shorter. */
  readonly stopTimeout: number;
  /** Time for which ECS ignores the health checks of a new task, in microseconds. */
  readonly gracePeriod: number;
}

/**
 * Takes each task through ECS's states: PROVISIONING, PENDING, ACTIVATING, RUNNING, first good health check, and down
 * through DEACTIVATING, STOPPING and DEPROVISIONING. A stop by the service drains before SIGTERM; a Spot interruption sends SIGTERM
 * first. Without a rotation there is nothing to drain: every stop begins with SIGTERM.
 */
export class Lifecycle {
  readonly #simulation: Simulation;
  readonly #tasks: TaskTable;
  readonly #rotation: Rotation | null;
  readonly #process: Process;
  readonly #watcher: LifecycleWatcher;
  readonly #stopTimeout: number;
  readonly #gracePeriod: number;
  readonly #phases: LaunchPhases[] = [];
  /** Starts of tasks that are RUNNING and not healthy yet. */
  readonly #starts: StartEnd[] = [];
  readonly #deregister: EventKind;

  constructor({ simulation, tasks, rotation, process, watcher, stopTimeout, gracePeriod }: LifecycleParts) {
    this.#simulation = simulation;
    this.#tasks = tasks;
    this.#rotation = rotation;
    this.#process = process;
    this.#watcher = watcher;
    this.#stopTimeout = stopTimeout;
    this.#gracePeriod = gracePeriod;
    this.#deregister = simulation.event("target deregistered", (task) => this.#leave(task));
  }

  /** A task in PROVISIONING whose launch may begin after `delay`. */
  launch(phases: LaunchPhases, delay: number, origin: TaskOrigin): number {
    const task = this.#tasks.add(this.#simulation, (ended) => this.#phaseOver(ended), origin);
    this.#phases[task] = phases;
    this.#simulation.ring(this.#tasks.phase[task], delay + phases.provisioning);
    return task;
  }

  /** A task that runs and is healthy from the start of the world. */
  place(phases: LaunchPhases, origin: TaskOrigin): number {
    const task = this.launch(phases, 0, origin);
    this.#tasks.pullStartedAt[task] = this.#simulation.now;
    this.#run(task, 0, Number.NEGATIVE_INFINITY);
    this.#becomeHealthy(task);
    return task;
  }

  /**
   * Stops a task as its service does: out of the rotation, SIGTERM when the whole deregistration delay is over (its target
   * stays `draining` so long even with nothing in flight, and ECS waits for that), SIGKILL.
   */
  stop(task: number, reason: StopReason): void {
    const state = this.#tasks.state[task];
    if (state > RUNNING) return;
    this.#tasks.doom(task, reason);
    if (state < RUNNING) return this.#gone(task);
    if (this.#rotation === null) {
      this.#leave(task);
      return this.#terminate(task, this.#stopTimeout);
    }
    this.#tasks.enter(task, DEACTIVATING);
    this.#process.taskDraining(task);
    this.#leave(task);
    this.#simulation.ring(this.#tasks.phase[task], this.#rotation.deregistrationDelay);
  }

  /** StopTask: out of the rotation and SIGTERM at once; no drain is waited for. */
  stopTask(task: number): void {
    const state = this.#tasks.state[task];
    if (state > DEACTIVATING) return;
    this.#tasks.doom(task, "stop-task");
    if (state < RUNNING) return this.#gone(task);
    this.#leave(task);
    this.#terminate(task, this.#stopTimeout);
  }

  /** A Spot notice: SIGTERM now, out of the rotation `deregistrationLag` later, SIGKILL when the provider's notice is over at the latest. */
  interrupt(task: number): void {
    const state = this.#tasks.state[task];
    if (state > DEACTIVATING) return;
    this.#tasks.doom(task, "spot");
    if (state < RUNNING) this.#gone(task);
    else {
      this.#leaveAfterLag(task);
      this.#terminate(task, Math.min(this.#stopTimeout, this.#tasks.seat[task].provider.notice));
    }
    this.#watcher.taskLost(task, "spot");
  }

  /** The process dies without a signal. */
  die(task: number, reason: StopReason): void {
    if (this.#tasks.state[task] >= DEPROVISIONING) return;
    this.#tasks.doom(task, reason);
    if (this.#tasks.state[task] === RUNNING) this.#leaveAfterLag(task);
    this.#gone(task);
    this.#watcher.taskLost(task, reason);
  }

  /**
   * The task's zone goes down: it stops answering. For a running task this is noticed `noticedAfter` later, by the
   * health checks of its target group where it has one, and until then it counts as healthy.
   */
  fallSilent(task: number, noticedAfter: number): void {
    const state = this.#tasks.state[task];
    if (state >= DEPROVISIONING || this.#tasks.isSilent[task] === 1) return;
    if (state >= RUNNING) {
      this.#process.taskSilent(task, "zone-outage");
      this.#tasks.isSilent[task] = 1;
    }
    if (state === RUNNING) this.#simulation.ring(this.#tasks.phase[task], noticedAfter);
    else this.die(task, "zone-outage");
  }

  /** The process of a task has ended by itself: as it was told to, because a run is done, or of its own fault. */
  exited(task: number): void {
    const state = this.#tasks.state[task];
    if (state === STOPPING) return this.#gone(task);
    if (state === RUNNING) this.die(task, "exited");
  }

  #phaseOver(task: number): void {
    const phases = this.#phases[task];
    const alarm = this.#tasks.phase[task];
    switch (this.#tasks.state[task]) {
      case PROVISIONING:
        this.#tasks.enter(task, PENDING);
        this.#tasks.pullStartedAt[task] = this.#simulation.now;
        return this.#simulation.ring(alarm, phases.pending);
      case PENDING:
        if (phases.fails) return this.#failToStart(task);
        this.#tasks.enter(task, ACTIVATING);
        return this.#simulation.ring(alarm, phases.activating);
      case ACTIVATING:
        return this.#start(task, phases);
      case RUNNING:
        if (this.#tasks.isSilent[task] === 1) return this.die(task, "zone-outage");
        if (this.#starts[task].ends === "healthy") return this.#becomeHealthy(task);
        return this.#watcher.taskNeverHealthy(task);
      case DEACTIVATING:
        this.#process.taskCut(task, this.#tasks.stopReason[task]!);
        return this.#terminate(task, this.#stopTimeout);
      case STOPPING:
        return this.#gone(task);
      default:
        return this.#tasks.free(this.#simulation, task);
    }
  }

  #failToStart(task: number): void {
    this.#tasks.doom(task, "failed-start");
    this.#watcher.taskFailsToStart(task);
    this.#gone(task);
    this.#watcher.taskLost(task, "failed-start");
  }

  /** The outcome of a start is decided by its health checks. */
  #start(task: number, { healthPhase, boot, faster }: LaunchPhases): void {
    this.#run(task, boot / faster, this.#simulation.now + this.#gracePeriod / faster);
    const start = startEnd(this.#checksOf(task), healthPhase, boot);
    this.#starts[task] = start;
    this.#simulation.ring(this.#tasks.phase[task], Math.round(start.after / faster));
  }

  #checksOf(task: number): StartChecks {
    const container = this.#tasks.definition[task].healthCheck;
    return { target: this.#rotation?.healthCheck ?? null, container, gracePeriod: this.#gracePeriod };
  }

  #run(task: number, boot: number, graceUntil: number): void {
    this.#tasks.enter(task, RUNNING);
    this.#tasks.runningAt[task] = this.#simulation.now;
    this.#tasks.bootedAt[task] = this.#simulation.now + boot;
    this.#tasks.graceUntil[task] = graceUntil;
    this.#process.taskReady(task);
  }

  #becomeHealthy(task: number): void {
    this.#simulation.silence(this.#tasks.phase[task]);
    if (this.#rotation === null) this.#tasks.judge(task, 1, 0);
    else this.#rotation.enter(task, this.#simulation.now);
    this.#watcher.taskHealthy(task);
  }

  /** Takes the task out of rotation; it is no longer healthy. */
  #leave(task: number): void {
    if (this.#rotation === null) this.#tasks.judge(task, 0, 0);
    else this.#rotation.leave(task, this.#simulation.now);
  }

  #leaveAfterLag(task: number): void {
    const rotation = this.#rotation;
    if (rotation === null) return this.#leave(task);
    if (!rotation.isRegistered(task)) return;
    const isKnown = this.#tasks.isSilent[task] === 1;
    if (rotation.deregistrationLag === 0 || isKnown) this.#leave(task);
    else this.#simulation.after(rotation.deregistrationLag, this.#deregister, task);
  }

  /** SIGTERM, and SIGKILL after `killAfter`. */
  #terminate(task: number, killAfter: number): void {
    this.#tasks.enter(task, STOPPING);
    this.#simulation.ring(this.#tasks.phase[task], killAfter);
    if (this.#process.taskStopping(task, killAfter, this.#tasks.stopReason[task]!)) this.#gone(task);
  }

  /** The task's row is kept until the balancer can no longer refer to it. */
  #gone(task: number): void {
    if (this.#tasks.state[task] >= RUNNING) this.#process.taskGone(task, this.#tasks.stopReason[task]!);
    this.#tasks.enter(task, DEPROVISIONING);
    const named = this.#rotation === null ? 0 : this.#rotation.deregistrationLag + 1;
    const rest = Math.max(this.#phases[task].deprovisioning, named);
    this.#simulation.ring(this.#tasks.phase[task], rest);
    this.#watcher.taskStopped(task);
  }
}
