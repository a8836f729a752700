import type { LoadBalancer } from "./balancer.js";

/** When a target is looked at and when it counts as lost, in microseconds. */
export interface HealthCheck {
  readonly interval: number;
  readonly timeout: number;
  readonly unhealthyThreshold: number;
  readonly healthyThreshold: number;
  /** Checks wait behind the requests of the task, so that overload can take it out. */
  readonly sharesCapacity: boolean;
}

/** The tasks that may be registered, by number: what a target group reads of them, and what it finds. */
export interface TargetTasks {
  /** Registered, and passes its health checks. */
  readonly isHealthy: Uint8Array;
  /** Registered, was healthy, and fails its health checks now. */
  readonly isFailing: Uint8Array;
  judge(task: number, isHealthy: 0 | 1, isFailing: 0 | 1): void;
  forEach(visit: (task: number) => void): void;
}

/** The operations of a load balancer that whoever starts and stops tasks uses. */
export interface Rotation {
  readonly deregistrationDelay: number;
  readonly deregistrationLag: number;
  readonly healthCheck: HealthCheck;
  /**
   * Time until enough consecutive checks have failed at a target that falls silent, the next being due within `phase`
   * (0..1).
   */
  silenceNoticedAfter(phase: number): number;
  /** The target has passed its first check, or enough of them again. */
  enter(task: number, now: number): void;
  /** The target is deregistered. */
  leave(task: number, now: number): void;
  /** Whether requests may reach the target, if not now then when no other is healthy. */
  isRegistered(task: number): boolean;
  /** Checks a target once; true when this was the check that makes it unhealthy, or healthy again. */
  check(task: number, now: number): boolean;
}

/** What a target group is created from; times in microseconds. */
export interface TargetGroupParts {
  readonly balancer: LoadBalancer;
  readonly tasks: TargetTasks;
  readonly healthCheck: HealthCheck;
  /** A target that its service stops is `draining` for so long, even with nothing in flight; ECS waits for that. */
  readonly deregistrationDelay: number;
  /** Time by which a Spot notice or a sudden death precedes the balancer's knowledge: requests still come meanwhile. */
  readonly deregistrationLag: number;
  /** Time that a health check would take to be answered now, where it shares the task's capacity. */
  readonly answersAfter: (task: number) => number;
}

/**
 * The registered targets of a service and which of them get requests: the healthy ones, and where no target is healthy all
 * that fail their checks (an ALB fails open).
 */
export class TargetGroup implements Rotation {
  readonly deregistrationDelay: number;
  readonly deregistrationLag: number;
  readonly healthCheck: HealthCheck;
  readonly #balancer: LoadBalancer;
  readonly #tasks: TargetTasks;
  readonly #answersAfter: (task: number) => number;
  /** Checks in a row that spoke against what a target counts as. */
  readonly #streaks = new Map<number, number>();
  #healthy = 0;

  constructor(parts: TargetGroupParts) {
    const { balancer, tasks, healthCheck, deregistrationDelay, deregistrationLag, answersAfter } = parts;
    this.#balancer = balancer;
    this.#tasks = tasks;
    this.healthCheck = healthCheck;
    this.deregistrationDelay = deregistrationDelay;
    this.deregistrationLag = deregistrationLag;
    this.#answersAfter = answersAfter;
  }

  /** Targets that pass their checks. */
  get healthy(): number {
    return this.#healthy;
  }

  silenceNoticedAfter(phase: number): number {
    const { interval, timeout, unhealthyThreshold } = this.healthCheck;
    return Math.round(phase * interval) + (unhealthyThreshold - 1) * interval + timeout;
  }

  enter(task: number, now: number): void {
    if (this.#tasks.isHealthy[task] === 1) return;
    if (this.#healthy === 0) this.#forFailing((failing) => this.#balancer.remove(failing));
    this.#mark(task, 1, 0);
    this.#balancer.add(task, now);
  }

  leave(task: number, now: number): void {
    this.#mark(task, 0, 0);
    this.#balancer.remove(task);
    this.#failOpen(now);
  }

  isRegistered(task: number): boolean {
    return this.#tasks.isHealthy[task] + this.#tasks.isFailing[task] > 0;
  }

  check(task: number, now: number): boolean {
    const { timeout, healthyThreshold, unhealthyThreshold } = this.healthCheck;
    const isHealthy = this.#tasks.isHealthy[task] === 1;
    const isGood = this.#answersAfter(task) <= timeout;
    const streak = isGood === isHealthy ? 0 : (this.#streaks.get(task) ?? 0) + 1;
    this.#streaks.set(task, streak);
    if (streak < (isHealthy ? unhealthyThreshold : healthyThreshold)) return false;
    if (isHealthy) this.#fail(task, now);
    else this.enter(task, now);
    return true;
  }

  #fail(task: number, now: number): void {
    this.#mark(task, 0, 1);
    this.#balancer.remove(task);
    this.#failOpen(now);
  }

  #failOpen(now: number): void {
    if (this.#healthy === 0) this.#forFailing((failing) => this.#balancer.add(failing, now));
  }

  #forFailing(act: (task: number) => void): void {
    this.#tasks.forEach((task) => {
      if (this.#tasks.isFailing[task] === 1) act(task);
    });
  }

  #mark(task: number, isHealthy: 0 | 1, isFailing: 0 | 1): void {
    this.#healthy += isHealthy - this.#tasks.isHealthy[task];
    this.#tasks.judge(task, isHealthy, isFailing);
    this.#streaks.delete(task);
  }
}
