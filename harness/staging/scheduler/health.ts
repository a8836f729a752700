import { get } from "node:http";
import type { FailureCause } from "../../../sim/facts/aspects/requests.js";
import type { HealthCheck } from "../../../sim/targets/target-group.js";
import type { Timers } from "../timers.js";
import type { FleetTask } from "./fleet-task.js";

/** Where a service's tasks are registered to get requests. */
export interface TargetGroup {
  register(task: string, port: number): void;
  deregister(task: string): void;
  /** Ends the connections that a deregistered target still has. */
  cut(task: string): void;
  /** Sets the cause of failure of requests that end with the target. */
  stopping(task: string, cause: FailureCause): void;
}

export interface TargetHealthParts {
  readonly timers: Pick<Timers, "after">;
  readonly targets: Pick<TargetGroup, "register" | "deregister">;
  readonly healthCheck: HealthCheck;
  /** Called when a target becomes healthy or unhealthy. */
  readonly changed: (task: FleetTask) => void;
}

/**
 * Decides which targets of a service get requests, by checks that repeat for ever: the healthy ones or, when no target
 * is healthy, all that fail their checks, since an ALB fails open.
 */
export class TargetHealth {
  readonly #parts: TargetHealthParts;
  readonly #healthy = new Set<FleetTask>();
  readonly #failing = new Set<FleetTask>();
  /** Number of checks in a row that contradict a target's present status. */
  readonly #streaks = new WeakMap<FleetTask, number>();

  constructor(parts: TargetHealthParts) {
    this.#parts = parts;
  }

  /** To be called when a target has passed its first check. */
  enter(task: FleetTask): void {
    this.#pass(task);
    this.#checkLater(task);
  }

  /** To be called when a target is to be deregistered. */
  leave(task: FleetTask): void {
    if (!task.isHealthy && !task.isFailing) return;
    this.#mark(task, "gone");
    this.#parts.targets.deregister(task.id);
    this.#failOpen();
  }

  #checkLater(task: FleetTask): void {
    const { timers, healthCheck } = this.#parts;
    timers.after(healthCheck.interval, async () => {
      if (!this.#isChecked(task)) return;
      const isGood = await answersHealthy(task.port!, healthCheck.timeout / 1_000);
      if (!this.#isChecked(task)) return;
      this.#judge(task, isGood);
      this.#checkLater(task);
    });
  }

  #judge(task: FleetTask, isGood: boolean): void {
    const { unhealthyThreshold, healthyThreshold } = this.#parts.healthCheck;
    const streak = isGood === task.isHealthy ? 0 : (this.#streaks.get(task) ?? 0) + 1;
    this.#streaks.set(task, streak);
    if (streak < (task.isHealthy ? unhealthyThreshold : healthyThreshold)) return;
    if (task.isHealthy) this.#fail(task);
    else this.#pass(task);
    this.#parts.changed(task);
  }

  #pass(task: FleetTask): void {
    if (this.#healthy.size === 0) for (const failing of this.#failing) this.#parts.targets.deregister(failing.id);
    this.#mark(task, "healthy");
    this.#parts.targets.register(task.id, task.port!);
  }

  #fail(task: FleetTask): void {
    this.#mark(task, "failing");
    if (this.#healthy.size > 0) this.#parts.targets.deregister(task.id);
    else this.#failOpen();
  }

  #failOpen(): void {
    if (this.#healthy.size > 0) return;
    for (const failing of this.#failing) this.#parts.targets.register(failing.id, failing.port!);
  }

  #mark(task: FleetTask, as: "healthy" | "failing" | "gone"): void {
    task.isHealthy = as === "healthy";
    task.isFailing = as === "failing";
    this.#streaks.delete(task);
    this.#healthy.delete(task);
    this.#failing.delete(task);
    if (task.isHealthy) this.#healthy.add(task);
    if (task.isFailing) this.#failing.add(task);
  }

  /** Whether a task is still checked; one that is stopping is not. */
  #isChecked({ state, isHealthy, isFailing }: FleetTask): boolean {
    return state === "RUNNING" && (isHealthy || isFailing);
  }
}

/** Whether the process on this port answers 200 to `/health`. */
export function answersHealthy(port: number, withinMs = 1_000): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: "127.0.0.1", port, path: "/health", agent: false, timeout: withinMs });
    request.on("response", (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on("timeout", () => request.destroy());
    request.on("close", () => resolve(false));
    request.on("error", () => resolve(false));
  });
}
