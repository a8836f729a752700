import { hour } from "../../../scenarios/language/units/time.js";
import { CircuitBreaker, type CircuitBreakerConfig } from "../../../sim/capacity/circuit-breaker.js";
import { placement } from "../../../sim/capacity/placement.js";
import { byProvider, type ProviderName } from "../../../sim/capacity/providers/index.js";
import { type Backoff, backoffDelay } from "../../../sim/capacity/retry.js";
import { type DeploymentLimits, maximumTasks, rollingStep } from "../../../sim/capacity/rolling-step.js";
import type { Strategy } from "../../../sim/capacity/strategy.js";
import type { Cancel, Timers } from "../timers.js";
import { createDeployment, type Deployment } from "./deployment.js";
import type { FleetTask } from "./fleet-task.js";
import type { Launcher } from "./launcher.js";
import type { Lifecycle } from "./lifecycle.js";
import type { ServiceEvents } from "./service-events.js";
import { neverHealthy, scalingActivity } from "./stop-cause.js";
import type { TaskLosses } from "./task-losses.js";
import { victims } from "./zones.js";

export interface SchedulerParts {
  readonly service: string;
  readonly seed: number;
  readonly timers: Timers;
  readonly limits: DeploymentLimits;
  readonly circuitBreaker: CircuitBreakerConfig;
  readonly retry: { readonly noCapacity: Backoff; readonly failedStart: Backoff };
  readonly events: ServiceEvents;
}

/** ECS describes a stopped task for about an hour. */
const stoppedKept = hour;

/** Keeps a service at its desired count, as the ECS service scheduler does: launches, scale-in, rolling deployments. */
export class ServiceScheduler {
  desired = 0;
  deployment: Deployment;
  /** In the order of their launch, stopped ones included until they are forgotten. */
  readonly tasks = new Set<FleetTask>();
  readonly #parts: SchedulerParts;
  #lifecycle!: Lifecycle;
  #launcher!: Launcher;
  #losses!: TaskLosses;
  #isDue = false;
  #retry: Cancel = () => {};
  /** In a row: refusals of each provider, and tasks that never came to RUNNING. */
  readonly #refusals = byProvider(() => 0);
  #failedStarts = 0;
  /** Nothing is launched until the next retry. */
  #isHeldBack = false;
  readonly #wereHealthy = new WeakSet<FleetTask>();
  /** The last deployment that came to its end: what a rollback goes back to. */
  #completed: Deployment;
  #deployments = 0;
  #breaker: CircuitBreaker;
  /** The present deployment has failed, and nothing is rolled back. */
  #hasFailed = false;

  constructor(parts: SchedulerParts, strategy: Strategy) {
    this.#parts = parts;
    this.deployment = createDeployment(0, strategy);
    this.#completed = this.deployment;
    this.#breaker = new CircuitBreaker(parts.circuitBreaker);
  }

  /** The lifecycle tells the scheduler of its tasks, so each needs the other. */
  connect(lifecycle: Lifecycle, launcher: Launcher, losses: TaskLosses): void {
    this.#lifecycle = lifecycle;
    this.#launcher = launcher;
    this.#losses = losses;
  }

  /** Starts as many tasks at once, without the lag of a launch. */
  begin(desired: number): void {
    this.desired = desired;
    const placed = byProvider(() => 0);
    for (let count = 0; count < desired; count++) {
      const provider = placement(this.deployment.strategy, desired, placed);
      placed[provider]++;
      this.#add(this.#launcher.place(this.deployment, provider, this.active));
    }
    this.#parts.events.started([...this.tasks].map(({ id }) => id));
  }

  setDesired(desired: number): void {
    this.desired = desired;
    this.reconcile();
  }

  /** Replaces every task by one of a new revision, within the limits of a rolling deployment. */
  deploy(strategy: Strategy): void {
    this.deployment = createDeployment(++this.#deployments, strategy);
    this.#breaker = new CircuitBreaker(this.#parts.circuitBreaker);
    this.#hasFailed = false;
    this.reconcile();
  }

  /** It is stopped and another one started, unless the deployment has failed by that. */
  neverHealthy(task: FleetTask): void {
    const { service, events } = this.#parts;
    events.unhealthy(task.id);
    this.#lifecycle.stop(task, neverHealthy(service));
    const isCounted = !this.#isOld(task) && this.deployment !== this.#completed;
    if (isCounted && this.#breaker.taskFailed(this.desired)) this.#fail();
  }

  /** The circuit breaker opens: no more tasks of this revision; with rollback, the last completed deployment is back. */
  #fail(): void {
    const { circuitBreaker, events } = this.#parts;
    events.deploymentFailed(this.deployment.id, circuitBreaker.rollback ? this.#completed.id : null);
    if (circuitBreaker.rollback) this.deployment = this.#completed;
    else this.#hasFailed = true;
    this.reconcile();
  }

  /** Tasks that count towards the desired count. */
  get active(): readonly FleetTask[] {
    return [...this.tasks].filter(({ isActive }) => isActive);
  }

  /** Tasks of an older revision are still there, if only to drain: ECS ends a deployment when the last of them has stopped. */
  get isDeploying(): boolean {
    return this.#there.some((task) => this.#isOld(task));
  }

  /** A task entered another state, or became healthy. */
  changed(task: FleetTask): void {
    if (task.state === "STOPPED") this.#parts.timers.after(stoppedKept, () => this.tasks.delete(task));
    if (task.isHealthy && !this.#wereHealthy.has(task)) {
      this.#wereHealthy.add(task);
      this.#failedStarts = 0;
      if (!this.#isOld(task)) this.#breaker.taskHealthy();
      this.#parts.events.registered(task.id);
    }
    if (task.state === "DEPROVISIONING" && this.#hasFailedToStart(task)) this.#holdBack();
    this.reconcile();
  }

  /** Compares what is there with what is wanted, once all of this moment's changes are known. */
  reconcile(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      const old = this.active.filter((task) => this.#isOld(task));
      if (old.length > 0) this.#roll(old);
      else this.#settle();
    });
  }

  #settle(): void {
    const { active } = this;
    if (active.length < this.desired) this.#launch(Math.min(this.desired - active.length, this.#room));
    if (active.length > this.desired) this.#stop(victims(active, active.length - this.desired, this.#parts.seed));
    if (active.length !== this.desired || !active.every(({ isHealthy }) => isHealthy)) return;
    if (!this.isDeploying) this.#completed = this.deployment;
    this.#parts.events.steady();
  }

  /** RUNNING, PENDING and STOPPING ones. */
  get #there(): readonly FleetTask[] {
    return [...this.tasks].filter((task) => task.isBefore("DEPROVISIONING"));
  }

  /** How many tasks may be launched now: the maximum holds while a deployment lasts. */
  get #room(): number {
    if (!this.isDeploying) return Infinity;
    return Math.max(0, maximumTasks(this.desired, this.#parts.limits) - this.#there.length);
  }

  /** Launches and stops as far as the deployment's limits allow; the tasks' changes bring it back here. */
  #roll(old: readonly FleetTask[]): void {
    const { active, desired } = this;
    const all = this.#there.length;
    const healthy = active.filter(({ isHealthy }) => isHealthy).length;
    const oldHealthy = old.filter(({ isHealthy }) => isHealthy).length;
    const fresh = active.length - old.length;
    const step = rollingStep({ desired, fresh, all, healthy, old: old.length, oldHealthy }, this.#parts.limits);
    if (step.launch > 0) this.#launch(step.launch);
    const unhealthyFirst = old.toSorted((a, b) => Number(a.isHealthy) - Number(b.isHealthy));
    this.#stop(unhealthyFirst.slice(0, step.stop));
  }

  /** Tasks asked for in vain count as present, so that a deficit of Spot stays one of Spot and holds up no other. */
  #launch(count: number): void {
    if (this.#isHeldBack || this.#hasFailed) return;
    const present = byProvider((name) => this.#present(name));
    const refused = new Map<ProviderName, string>();
    const started: string[] = [];
    for (let left = count; left > 0; left--) {
      const provider = placement(this.deployment.strategy, this.desired, present);
      present[provider]++;
      if (refused.has(provider)) continue;
      const launch = this.#launcher.launch(this.deployment, provider, this.active);
      if ("refused" in launch) refused.set(provider, launch.refused);
      else started.push(this.#add(launch).id);
    }
    if (started.length > 0) this.#parts.events.started(started);
    this.#note(refused);
  }

  #add(task: FleetTask): FleetTask {
    this.tasks.add(task);
    this.#refusals[task.origin.provider] = 0;
    this.#losses.watch(task);
    return task;
  }

  /** Only the first refusal of a row is news. */
  #note(refused: ReadonlyMap<ProviderName, string>): void {
    const { events, retry } = this.#parts;
    for (const [provider, reason] of refused) if (this.#refusals[provider]++ === 0) events.refused(reason);
    const delays = [...refused.keys()].map((name) => backoffDelay(retry.noCapacity, this.#refusals[name]));
    if (delays.length > 0) this.#retryAfter(Math.min(...delays));
  }

  /** What fails while launches are held back is the same time. */
  #holdBack(): void {
    if (this.#isHeldBack) return;
    this.#isHeldBack = true;
    this.#failedStarts++;
    this.#retryAfter(backoffDelay(this.#parts.retry.failedStart, this.#failedStarts));
  }

  #retryAfter(delay: number): void {
    this.#retry();
    this.#retry = this.#parts.timers.after(delay, () => {
      this.#isHeldBack = false;
      this.reconcile();
    });
  }

  #stop(tasks: readonly FleetTask[]): void {
    for (const task of tasks) this.#lifecycle.stop(task, scalingActivity(this.deployment.id));
    if (tasks.length > 0) this.#parts.events.stopped(tasks.map(({ id }) => id));
  }

  #present(name: ProviderName): number {
    return this.active.filter((task) => task.origin.provider === name && !this.#isOld(task)).length;
  }

  #isOld({ origin }: FleetTask): boolean {
    return origin.deployment !== this.deployment;
  }

  /** It never came to RUNNING, or its process never came to listen, which is as much. */
  #hasFailedToStart(task: FleetTask): boolean {
    const { stopCode } = task.stop!;
    return stopCode === "TaskFailedToStart" || (stopCode === "EssentialContainerExited" && task.port === null);
  }
}
