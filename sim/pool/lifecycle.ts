import type { LaunchPhases } from "../capacity/launch.js";
import type { EventKind, Simulation } from "../engine/simulation.js";
import type { TargetGroup } from "../targets/target-group.js";
import type { Process, StopReason } from "./process.js";
import { type StartEnd, startEnd, type TargetChecks } from "./start-checks.js";
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

/** How a service's tasks are stopped, in microseconds. */
export interface StopTimes {
  readonly deregistrationDelay: number;
  readonly stopTimeout: number;
  /** How long a Spot notice, or a sudden death, is ahead of the balancer: requests still come meanwhile. */
  readonly deregistrationLag: number;
}

/** What the scheduler is told, since it may have to answer. */
export interface LifecycleWatcher {
  taskHealthy(task: number): void;
  /** It has failed its health checks before it ever passed them: to be stopped. */
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
  readonly targets: TargetGroup;
  readonly owner: Process;
  readonly watcher: LifecycleWatcher;
  readonly stop: StopTimes;
  readonly healthCheck: TargetChecks;
}

/**
 * Takes each task through ECS's states: PROVISIONING, PENDING, ACTIVATING, RUNNING, first good health check, and down
 * through DEACTIVATING, STOPPING and DEPROVISIONING. A stop by the service drains before SIGTERM; a Spot interruption sends SIGTERM
 * first.
 */
export class Lifecycle {
  readonly #simulation: Simulation;
  readonly #tasks: TaskTable;
  readonly #targets: TargetGroup;
  readonly #owner: Process;
  readonly #watcher: LifecycleWatcher;
  readonly #stop: StopTimes;
  readonly #healthCheck: TargetChecks;
  readonly #phases: LaunchPhases[] = [];
  /** Of the tasks that run and are not healthy yet. */
  readonly #starts: StartEnd[] = [];
  readonly #deregister: EventKind;

  constructor({ simulation, tasks, targets, owner, watcher, stop, healthCheck }: LifecycleParts) {
    this.#simulation = simulation;
    this.#tasks = tasks;
    this.#targets = targets;
    this.#owner = owner;
    this.#watcher = watcher;
    this.#stop = stop;
    this.#healthCheck = healthCheck;
    this.#deregister = simulation.event("target deregistered", (task) => this.#targets.leave(task, simulation.now));
  }

  /** A task in PROVISIONING whose launch may begin after `delay`. */
  launch(phases: LaunchPhases, delay: number, origin: TaskOrigin): number {
    const task = this.#tasks.add(this.#simulation, (ended) => this.#phaseOver(ended), origin);
    this.#phases[task] = phases;
    this.#simulation.ring(this.#tasks.phase[task], delay + phases.provisioning);
    return task;
  }

  /** A task that runs and is in rotation from the start of the world. */
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
    this.#tasks.enter(task, DEACTIVATING);
    this.#owner.taskDraining(task);
    this.#targets.leave(task, this.#simulation.now);
    this.#simulation.ring(this.#tasks.phase[task], this.#stop.deregistrationDelay);
  }

  /** StopTask: out of the rotation and SIGTERM at once; no drain is waited for. */
  stopTask(task: number): void {
    const state = this.#tasks.state[task];
    if (state > DEACTIVATING) return;
    this.#tasks.doom(task, "stop-task");
    if (state < RUNNING) return this.#gone(task);
    this.#targets.leave(task, this.#simulation.now);
    this.#terminate(task);
  }

  /** A Spot notice: SIGTERM now, out of the rotation `deregistrationLag` later, SIGKILL after the stop timeout. */
  interrupt(task: number): void {
    const state = this.#tasks.state[task];
    if (state > DEACTIVATING) return;
    this.#tasks.doom(task, "spot");
    if (state < RUNNING) this.#gone(task);
    else {
      this.#leaveAfterLag(task);
      this.#terminate(task);
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
   * Its zone goes down: it answers nothing from now on. A running task is noticed `noticedAfter` later, when its health
   * checks have failed, and has its place in the rotation until then.
   */
  fallSilent(task: number, noticedAfter: number): void {
    const state = this.#tasks.state[task];
    if (state >= DEPROVISIONING || this.#tasks.isSilent[task] === 1) return;
    if (state >= RUNNING) {
      this.#owner.taskSilent(task, "zone-outage");
      this.#tasks.isSilent[task] = 1;
    }
    if (state === RUNNING) this.#simulation.ring(this.#tasks.phase[task], noticedAfter);
    else this.die(task, "zone-outage");
  }

  /** The process of a task that was told to stop has ended by itself. */
  exited(task: number): void {
    if (this.#tasks.state[task] === STOPPING) this.#gone(task);
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
        this.#owner.taskCut(task, this.#tasks.stopReason[task]!);
        return this.#terminate(task);
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

  /** Its health checks decide what comes of it. */
  #start(task: number, { healthPhase, boot, faster }: LaunchPhases): void {
    this.#run(task, boot / faster, this.#simulation.now + this.#healthCheck.gracePeriod / faster);
    const start = startEnd(this.#healthCheck, this.#tasks.definition[task].healthCheck, healthPhase, boot);
    this.#starts[task] = start;
    this.#simulation.ring(this.#tasks.phase[task], Math.round(start.after / faster));
  }

  #run(task: number, boot: number, graceUntil: number): void {
    this.#tasks.enter(task, RUNNING);
    this.#tasks.runningAt[task] = this.#simulation.now;
    this.#tasks.bootedAt[task] = this.#simulation.now + boot;
    this.#tasks.graceUntil[task] = graceUntil;
    this.#owner.taskReady(task);
  }

  #becomeHealthy(task: number): void {
    this.#simulation.silence(this.#tasks.phase[task]);
    this.#targets.enter(task, this.#simulation.now);
    this.#watcher.taskHealthy(task);
  }

  #leaveAfterLag(task: number): void {
    if (!this.#targets.isRegistered(task)) return;
    const isKnown = this.#tasks.isSilent[task] === 1;
    if (this.#stop.deregistrationLag === 0 || isKnown) this.#targets.leave(task, this.#simulation.now);
    else this.#simulation.after(this.#stop.deregistrationLag, this.#deregister, task);
  }

  #terminate(task: number): void {
    this.#tasks.enter(task, STOPPING);
    const { stopTimeout } = this.#stop;
    this.#simulation.ring(this.#tasks.phase[task], stopTimeout);
    if (this.#owner.taskStopping(task, stopTimeout, this.#tasks.stopReason[task]!)) this.#gone(task);
  }

  /** Its row stays until the balancer cannot name it any more. */
  #gone(task: number): void {
    if (this.#tasks.state[task] >= RUNNING) this.#owner.taskGone(task, this.#tasks.stopReason[task]!);
    this.#tasks.enter(task, DEPROVISIONING);
    const rest = Math.max(this.#phases[task].deprovisioning, this.#stop.deregistrationLag + 1);
    this.#simulation.ring(this.#tasks.phase[task], rest);
    this.#watcher.taskStopped(task);
  }
}
