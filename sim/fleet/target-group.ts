import type { LoadBalancer } from "./balancers/index.js";
import type { TaskTable } from "./task-table.js";

/** When a target is looked at and when it counts as lost; defaults are those of an ALB target group. Times in microseconds. */
export interface HealthCheck {
  readonly interval: number;
  readonly timeout: number;
  readonly unhealthyThreshold: number;
  /** Checks wait behind the requests of the task, so that overload can take it out. */
  readonly sharesCapacity: boolean;
}

/** The registered targets of a service and which of them get requests. */
export class TargetGroup {
  /** Told when a target came into the rotation or left it. */
  onChange: () => void = () => {};
  readonly #balancer: LoadBalancer;
  readonly #tasks: TaskTable;
  readonly #check: HealthCheck;
  readonly #failures = new Map<number, number>();

  constructor(balancer: LoadBalancer, tasks: TaskTable, check: HealthCheck) {
    this.#balancer = balancer;
    this.#tasks = tasks;
    this.#check = check;
  }

  /** Targets that get requests. */
  get healthy(): number {
    return this.#balancer.size;
  }

  /**
   * How long after registration a target that has booted after `boot` passes its first check: checks come every interval
   * from a random moment `phase` (0..1) of the first one, and one good check is enough for a new target.
   */
  firstGoodCheck(phase: number, boot: number): number {
    const first = Math.round(phase * this.#check.interval);
    const missed = boot > first ? Math.ceil((boot - first) / this.#check.interval) : 0;
    return first + missed * this.#check.interval;
  }

  enter(task: number, now: number): void {
    this.#tasks.isHealthy[task] = 1;
    this.#balancer.add(task, now);
    this.onChange();
  }

  leave(task: number): void {
    this.#tasks.isHealthy[task] = 0;
    this.#failures.delete(task);
    this.#balancer.remove(task);
    this.onChange();
  }

  /** Notes one check's answer; true when it was the one that makes the target unhealthy. */
  check(task: number, answerAfter: number): boolean {
    if (answerAfter <= this.#check.timeout) {
      this.#failures.delete(task);
      return false;
    }
    const failures = (this.#failures.get(task) ?? 0) + 1;
    this.#failures.set(task, failures);
    return failures === this.#check.unhealthyThreshold;
  }
}
