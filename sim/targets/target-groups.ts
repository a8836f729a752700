import { doubled, type LoadBalancer, ROWS_MIN } from "./balancer.js";
import {
  type HealthCheck,
  type Rotation,
  TargetGroup,
  type TargetGroupParts,
  type TargetTasks,
} from "./target-group.js";

/** Which of two target groups each task is registered with, and which of them the service's own tasks come into. */
export class Grouping {
  /** The group that takes what a canary does not get. */
  own: 0 | 1 = 0;
  /** By task: its target group. */
  groupOf = new Uint8Array(ROWS_MIN);

  get canary(): 0 | 1 {
    return this.own === 0 ? 1 : 0;
  }

  put(task: number, isCanary: boolean): void {
    while (task >= this.groupOf.length) this.groupOf = doubled(this.groupOf);
    this.groupOf[task] = isCanary ? this.canary : this.own;
  }

  /** The canary's tasks are the service's own from now on, where they are registered. */
  swap(): void {
    this.own = this.canary;
  }
}

/**
 * The balancer of a service with two target groups behind one listener rule, each with a rotation and counts of its own. Whoever
 * sends a request says which group gets it; a weighted rule never turns to the other one where a group has no target.
 */
export class SplitBalancer implements LoadBalancer {
  node = 0;
  private readonly grouping: Grouping;
  private readonly groups: readonly [LoadBalancer, LoadBalancer];

  constructor(grouping: Grouping, groups: readonly [LoadBalancer, LoadBalancer]) {
    this.grouping = grouping;
    this.groups = groups;
  }

  get size(): number {
    return this.groups[0].size + this.groups[1].size;
  }

  add(task: number, now: number): void {
    this.groups[this.grouping.groupOf[task]].add(task, now);
  }

  remove(task: number): void {
    this.groups[this.grouping.groupOf[task]].remove(task);
  }

  take(now: number): number {
    return this.takeOf(this.grouping.own, now);
  }

  /** The target of a request that a canary gets. */
  takeCanary(now: number): number {
    return this.takeOf(this.grouping.canary, now);
  }

  release(task: number, node = 0): void {
    this.groups[this.grouping.groupOf[task]].release(task, node);
  }

  private takeOf(group: 0 | 1, now: number): number {
    const balancer = this.groups[group];
    const task = balancer.take(now);
    this.node = balancer.node;
    return task;
  }
}

/** Says which tasks are of a canary. */
interface CanaryTasks {
  readonly isCanary: Uint8Array;
}

/** The two target groups of a service that runs canaries: each finds its own targets healthy, and fails open by itself. */
export class TargetGroups implements Rotation {
  readonly deregistrationDelay: number;
  readonly deregistrationLag: number;
  readonly healthCheck: HealthCheck;
  readonly #tasks: CanaryTasks;
  readonly #grouping: Grouping;
  readonly #groups: readonly [TargetGroup, TargetGroup];

  constructor(parts: TargetGroupParts, tasks: CanaryTasks, grouping: Grouping) {
    this.deregistrationDelay = parts.deregistrationDelay;
    this.deregistrationLag = parts.deregistrationLag;
    this.healthCheck = parts.healthCheck;
    this.#tasks = tasks;
    this.#grouping = grouping;
    this.#groups = [this.#createGroup(0, parts), this.#createGroup(1, parts)];
  }

  /** Targets that pass their checks, in both groups. */
  get healthy(): number {
    return this.#groups[0].healthy + this.#groups[1].healthy;
  }

  silenceNoticedAfter(phase: number): number {
    return this.#groups[0].silenceNoticedAfter(phase);
  }

  enter(task: number, now: number): void {
    this.#grouping.put(task, this.#tasks.isCanary[task] === 1);
    this.#groupOf(task).enter(task, now);
  }

  leave(task: number, now: number): void {
    this.#groupOf(task).leave(task, now);
  }

  isRegistered(task: number): boolean {
    return this.#groupOf(task).isRegistered(task);
  }

  check(task: number, now: number): boolean {
    return this.#groupOf(task).check(task, now);
  }

  #groupOf(task: number): TargetGroup {
    return this.#groups[this.#grouping.groupOf[task] ?? 0];
  }

  /** A group sees its own targets alone. */
  #createGroup(group: 0 | 1, parts: TargetGroupParts): TargetGroup {
    const { balancer, tasks, healthCheck, deregistrationDelay, deregistrationLag, answersAfter } = parts;
    const own: TargetTasks = {
      get isHealthy() {
        return tasks.isHealthy;
      },
      get isFailing() {
        return tasks.isFailing;
      },
      judge: (task, isHealthy, isFailing) => tasks.judge(task, isHealthy, isFailing),
      forEach: (visit) => {
        tasks.forEach((task) => {
          if (this.#grouping.groupOf[task] === group) visit(task);
        });
      },
    };
    return new TargetGroup({ balancer, tasks: own, healthCheck, deregistrationDelay, deregistrationLag, answersAfter });
  }
}
