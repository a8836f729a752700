import { placements } from "../capacity/placement.js";
import { byProvider } from "../capacity/providers/by-provider.js";
import type { ProviderName, SeatRefusal } from "../capacity/providers/index.js";
import type { Strategy } from "../capacity/strategy.js";
import { CircuitBreaker, type CircuitBreakerConfig } from "./circuit-breaker.js";
import { Fallback, type FallbackConfig } from "./fallback.js";
import {
  type Candidate,
  emptiestZones,
  type Group,
  isChange,
  type Move,
  type PoolAction,
  type PoolCounts,
  type PoolView,
  plan,
  type StopDecision,
  type Uneven,
  unevenZones,
  type WaitCause,
} from "./plan.js";
import { type Backoff, LaunchThrottle } from "./retry.js";
import type { DeploymentLimits } from "./steps.js";

/** A revision of a service, as far as its scheduler looks at it. */
export interface Revision {
  readonly number: number;
  readonly strategy: Strategy;
}

/** A task to launch: of which revision, on which provider. */
export interface LaunchOrder<Deployment> {
  readonly deployment: Deployment;
  readonly provider: ProviderName;
  /** Whether it substitutes for a Spot task that is not available. */
  readonly isSubstitute: boolean;
}

/** Result of a launch: the task, or the reason why there is none. */
export type LaunchResult<Task> = { readonly task: Task } | SeatRefusal;

/** The tasks of a service in one of the two worlds: simulated rows, or processes of this machine. */
export interface ScheduledTasks<Task, Deployment> {
  readonly now: number;
  readonly zoneCount: number;
  readonly upZones: readonly number[];
  /** Some tasks fail their health checks. */
  readonly hasFailing: boolean;
  /** Counts of tasks, those of any other revision than `revision` being old. */
  counts(revision: number): PoolCounts;
  /** Tasks not told to stop, in each zone up to the last one that had any. */
  readonly zones: readonly number[];
  candidates(group: Group, revision: number): Iterable<Candidate<Task>>;
  draw(task: Task): number;
  isActive(task: Task): boolean;
  isHealthy(task: Task): boolean;
  revisionOf(task: Task): number;
  /** A task that is there as the world begins. */
  place(order: LaunchOrder<Deployment>, zone: number): void;
  /** Tries one zone after the other. */
  launch(order: LaunchOrder<Deployment>, zones: readonly number[]): LaunchResult<Task>;
  stop(task: Task, why: StopDecision | "never-healthy"): void;
  /** Looks at the service when the delay is over, instead of when it was to be for that cause; never where it is Infinity. */
  wait(cause: WaitCause, delay: number, look: () => void): void;
  /** Looks at the service when this moment's changes are known. */
  soon(look: () => void): void;
  tell(news: SchedulerNews<Task, Deployment>): void;
}

/** Events that a scheduler reports. */
export type SchedulerNews<Task, Deployment> =
  | { readonly kind: "deployment-begins" | "deployment-completed" | "last-old-stops"; readonly deployment: Deployment }
  | {
      readonly kind: "deployment-failed";
      readonly deployment: Deployment;
      readonly failures: number;
      readonly rollback: Deployment | null;
    }
  /** A task was taken away, or is given up for its health. */
  | { readonly kind: "task-lost"; readonly task: Task; readonly why: "unhealthy" | "never-healthy" }
  | { readonly kind: "launch-refused"; readonly provider: ProviderName; readonly reason: string }
  | { readonly kind: "launches-held"; readonly delay: number }
  | ({ readonly kind: "move" } & Uneven);

/** Configuration of a service's scheduler, the same in the simulation and in the local fleet. */
export interface SchedulerConfig {
  readonly limits: DeploymentLimits;
  readonly circuitBreaker: CircuitBreakerConfig;
  readonly fallback: FallbackConfig | null;
  /** Tasks are moved from full zones to empty ones. */
  readonly rebalances: boolean;
  readonly noCapacity: Backoff;
  readonly failedStart: Backoff;
}

/** The scheduler settings of a service in a scenario. */
export interface ScheduledService {
  readonly deployment: DeploymentLimits & { readonly circuitBreaker: CircuitBreakerConfig };
  readonly fallback?: FallbackConfig | undefined;
  readonly availabilityZoneRebalancing: "ENABLED" | "DISABLED";
  readonly launchRetry: { readonly noCapacity: Backoff; readonly failedStart: Backoff };
}

export function schedulerConfig(service: ScheduledService): SchedulerConfig {
  const { deployment, fallback, availabilityZoneRebalancing, launchRetry } = service;
  return {
    limits: deployment,
    circuitBreaker: deployment.circuitBreaker,
    fallback: fallback ?? null,
    rebalances: availabilityZoneRebalancing === "ENABLED",
    noCapacity: launchRetry.noCapacity,
    failedStart: launchRetry.failedStart,
  };
}

/**
 * Keeps a service at its desired count, as the ECS service scheduler does: it looks at the pool's tasks, and carries out what
 * `plan` says. It remembers what tasks do not show: deployments, failures, refusals, a move under way.
 */
export class ServiceScheduler<Task, Deployment extends Revision> {
  desired = 0;
  deployment: Deployment;
  readonly #config: SchedulerConfig;
  readonly #pool: ScheduledTasks<Task, Deployment>;
  readonly #throttle: LaunchThrottle;
  readonly #fallback: Fallback | null;
  /** The last deployment that came to its end: what a rollback goes back to. */
  #completed: Deployment;
  /** Begun so far. */
  #deployments = 0;
  #breaker: CircuitBreaker;
  /** The present deployment has failed, and nothing is rolled back. */
  #hasFailed = false;
  #move: { readonly arriving: Task; readonly leaving: Task } | null = null;
  /** Set while it acts: changes that its own actions report are looked at afterwards. */
  #isLooking = false;
  #isChanged = false;
  /** Providers that have refused since this look began. */
  readonly #refused = new Set<ProviderName>();

  /** `completed` is what a deployment under way began from; left out where nothing is under way. */
  constructor(
    config: SchedulerConfig,
    pool: ScheduledTasks<Task, Deployment>,
    deployment: Deployment,
    completed: Deployment = deployment,
  ) {
    this.#config = config;
    this.#pool = pool;
    this.#throttle = new LaunchThrottle(config);
    this.#fallback = config.fallback === null ? null : new Fallback(config.fallback);
    this.deployment = deployment;
    this.#completed = completed;
    this.#breaker = new CircuitBreaker(config.circuitBreaker);
  }

  /** Fills the service with tasks: how its world starts. */
  begin(desired: number): void {
    this.desired = desired;
    this.#isLooking = true; // the first task reports itself before the others are there
    let placed = 0;
    const { strategy } = this.deployment;
    for (const { provider, count } of placements(
      strategy,
      desired,
      byProvider(() => 0),
      desired,
    )) {
      for (let left = count; left > 0; left--) {
        const order = { deployment: this.deployment, provider, isSubstitute: false };
        this.#pool.place(order, placed++ % this.#pool.zoneCount);
      }
    }
    this.#isLooking = false;
    this.reconcile();
  }

  setDesired(desired: number): void {
    this.desired = desired;
    this.reconcile();
  }

  /** Looks at several changes of one moment when all of them are there: the tasks of an instance go together. */
  together(changes: () => void): void {
    const wasLooking = this.#isLooking;
    this.#isLooking = true;
    changes();
    this.#isLooking = wasLooking;
    this.reconcile();
  }

  /** Replaces every task by one of the new revision, within the limits of a rolling deployment. */
  deploy(revision: (number: number) => Deployment): void {
    const deployment = this.prepare(revision);
    this.#pool.tell({ kind: "deployment-begins", deployment });
    this.take(deployment);
  }

  /** Numbers a revision whose first tasks another scheduler starts. */
  prepare(revision: (number: number) => Deployment): Deployment {
    return revision(++this.#deployments);
  }

  /** Adopts a deployment: every other revision is an older one from now on. */
  take(deployment: Deployment): void {
    this.deployment = deployment;
    this.#breaker = new CircuitBreaker(this.#config.circuitBreaker);
    this.#hasFailed = false;
    this.#move = null;
    this.#throttle.startsAnew();
    this.reconcile();
  }

  /** Tasks of an older revision are still there, if only to drain: ECS ends a deployment when the last of them has stopped. */
  get isDeploying(): boolean {
    return this.#counts.oldThere > 0;
  }

  /** Healthy tasks that were not told to stop. */
  get healthy(): number {
    return this.#counts.healthy;
  }

  /** A task has passed its first health check. */
  taskHealthy(task: Task): void {
    this.#throttle.startsAnew();
    if (!this.#isOld(task)) this.#breaker.taskHealthy();
    if (this.#isLooking) return;
    const mayMove = this.#config.rebalances && (this.#move !== null || this.#isUneven);
    if (this.#waitsForTasks || this.#fallback !== null || mayMove) this.reconcile();
  }

  /**
   * The task failed its health checks before it ever passed them. ECS stops it and starts another, unless that makes
   * the deployment fail.
   */
  taskNeverHealthy(task: Task): void {
    this.#pool.stop(task, "never-healthy");
    this.#countFailure(task);
    this.#pool.tell({ kind: "task-lost", task, why: "never-healthy" });
    this.reconcile();
  }

  /** The task does not come to RUNNING. ECS starts another, later each time that this happens, unless the deployment has failed by that. */
  taskFailsToStart(task: Task): void {
    const delay = this.#throttle.startFailed(this.#pool.now);
    if (delay !== null) this.#pool.tell({ kind: "launches-held", delay });
    this.#countFailure(task);
  }

  /** A task has stopped; the replacement of one that was given up for its health, or a move, may have waited for the room. */
  taskStopped(isForHealth: boolean): void {
    const mayMove = this.#config.rebalances && this.#counts.sound === this.desired && this.#isUneven;
    if (isForHealth || this.#waitsForTasks || mayMove) this.reconcile();
  }

  /** Compares what is there with what is wanted, and does what may be done about it now. */
  reconcile(): void {
    this.#isChanged = true;
    if (!this.#isLooking) this.#pool.soon(this.#look);
  }

  /**
   * Carries out one plan after the other until nothing is left but to wait. A deployment whose last old task is told to stop is looked
   * at again when a task changes: what is too many of the new revision goes then.
   */
  readonly #look = (): void => {
    if (this.#isLooking || !this.#isChanged) return;
    this.#isLooking = true;
    this.#refused.clear();
    let isLeft = true;
    while (isLeft) {
      this.#isChanged = false;
      const isRolling = this.#counts.old > 0;
      const actions = plan(this.#view());
      for (const action of actions) this.#carryOut(action);
      const isRolled = isRolling && this.#counts.old === 0;
      isLeft = this.#isChanged || (!isRolled && actions.some(isChange));
      if (isRolled && !isLeft) this.#waitForRefused();
    }
    this.#isLooking = false;
  };

  /** Whoever has refused a task is asked again, though nothing else is done now. */
  #waitForRefused(): void {
    if (this.#refused.size === 0) return;
    for (const action of plan(this.#view())) if (!isChange(action)) this.#carryOut(action);
  }

  #view(): PoolView<Task> {
    const { limits, rebalances } = this.#config;
    const { now, upZones } = this.#pool;
    const { number, strategy } = this.deployment;
    const fallback = this.#fallback;
    return {
      desired: this.desired,
      strategy,
      limits,
      rebalances,
      counts: this.#counts,
      isUnderWay: this.#isUnderWay,
      hasFailed: this.#hasFailed,
      upZones,
      move: this.#moveNow,
      heldFor: this.#throttle.heldFor(now),
      refused: new Map([...this.#refused].map((name) => [name, this.#throttle.retryAfter(name)])),
      fallback: fallback && {
        to: fallback.to,
        missing: fallback.missing,
        wanted: fallback.wanted(now),
        moreAfter: fallback.nextAt(now) - now,
      },
      candidates: (group) => this.#pool.candidates(group, number),
      draw: (task) => this.#pool.draw(task),
    };
  }

  #carryOut(action: PoolAction<Task>): void {
    switch (action.kind) {
      case "launch":
        return this.#launch(action);
      case "stop":
        return this.#stop(action.task, action.why);
      case "move":
        return this.#begin(action);
      case "end-move":
        this.#move = null;
        return;
      case "complete":
        this.#completed = this.deployment;
        return this.#pool.tell({ kind: "deployment-completed", deployment: this.deployment });
      case "missing":
        this.#fallback!.observe(this.#pool.now, action.count);
        return;
      case "wait":
        return this.#pool.wait(action.for, action.delay, this.#lookAgain);
    }
  }

  readonly #lookAgain = (): void => this.reconcile();

  #launch({ provider, count, isSubstitute }: PoolAction<Task> & { kind: "launch" }): void {
    for (let left = count; left > 0 && !this.#refused.has(provider); left--) {
      this.#launchOne({ deployment: this.deployment, provider, isSubstitute });
    }
  }

  /** Tries every zone that is up, the emptiest first, or the one that is named. */
  #launchOne(order: LaunchOrder<Deployment>, zone?: number): Task | null {
    const { provider } = order;
    const zones = zone === undefined ? emptiestZones(this.#pool.zones, this.#pool.upZones) : [zone];
    const result = this.#pool.launch(order, zones);
    if ("task" in result) {
      this.#throttle.granted(provider);
      return result.task;
    }
    this.#refused.add(provider);
    const isNews = this.#throttle.refused(provider, this.#pool.now);
    if (isNews) this.#pool.tell({ kind: "launch-refused", provider, reason: result.refused });
    return null;
  }

  #stop(task: Task, why: StopDecision): void {
    this.#pool.stop(task, why);
    if (why === "unhealthy") this.#pool.tell({ kind: "task-lost", task, why });
    if (why !== "deployment" || this.#counts.old > 0) return;
    this.#pool.tell({ kind: "last-old-stops", deployment: this.deployment });
  }

  #begin({ leaving, provider, from, to }: PoolAction<Task> & { kind: "move" }): void {
    const arriving = this.#launchOne({ deployment: this.deployment, provider, isSubstitute: false }, to);
    if (arriving === null) return;
    this.#move = { arriving, leaving };
    this.#pool.tell({ kind: "move", from, to });
  }

  get #moveNow(): Move<Task> | null {
    if (this.#move === null) return null;
    const { arriving, leaving } = this.#move;
    return {
      arriving: { isActive: this.#pool.isActive(arriving), isHealthy: this.#pool.isHealthy(arriving) },
      leaving: { task: leaving, isActive: this.#pool.isActive(leaving) },
    };
  }

  /** A failed task of a deployment under way, by which it may fail: no more tasks of this revision then; with rollback, the last completed one is back. */
  #countFailure(task: Task): void {
    if (this.#isOld(task) || !this.#isUnderWay || !this.#breaker.taskFailed(this.desired)) return;
    const { deployment } = this;
    const rollback = this.#config.circuitBreaker.rollback ? this.#completed : null;
    const { failures } = this.#breaker;
    this.#pool.tell({ kind: "deployment-failed", deployment, failures, rollback });
    if (rollback === null) this.#hasFailed = true;
    else this.deployment = rollback;
  }

  get #counts(): PoolCounts {
    return this.#pool.counts(this.deployment.number);
  }

  get #isUneven(): boolean {
    return unevenZones(this.#pool.zones, this.#pool.upZones) !== null;
  }

  get #isUnderWay(): boolean {
    return this.deployment !== this.#completed;
  }

  /** The next step of a deployment or a replacement waits for tasks to become healthy, or to stop. */
  get #waitsForTasks(): boolean {
    return this.#deployments > 0 || this.#pool.hasFailing;
  }

  #isOld(task: Task): boolean {
    return this.#pool.revisionOf(task) !== this.deployment.number;
  }
}
