import type { RunEvent } from "../../sim/outcome/replication.js";
import type { EcsTask } from "./shapes.js";

/** Stops that take a task away, by ECS's stop code, in the simulator's words; the service's own stops are none. */
const lossOf: Readonly<Record<string, string>> = {
  SpotInterruption: "spot",
  TerminationNotice: "spot",
  EssentialContainerExited: "abrupt",
  UserInitiated: "stop-task",
};

/** Makes events of what single looks at a service's tasks show: who came, and who went and why. */
export class TaskBook {
  readonly events: RunEvent[] = [];
  readonly #service: string;
  readonly #lost = new Map<string, number>();
  /** The tasks of the last look; null before the first, from which everything is news. */
  #seen: ReadonlyMap<string, EcsTask> | null = null;

  constructor(service: string) {
    this.#service = service;
  }

  /** Tasks that were taken away in the reported time, by reason. */
  get lost(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#lost);
  }

  /** Takes note of a look at microseconds since clock.start. */
  observe(now: number, tasks: readonly EcsTask[]): void {
    const before = this.#seen;
    this.#seen = new Map(tasks.map((task) => [task.arn, task]));
    if (before === null) return;
    for (const task of tasks) {
      const known = before.get(task.arn);
      if (known === undefined) this.#note(now, "task-started", `a ${task.provider} task is started`, task);
      if (task.desiredStatus === "STOPPED" && known?.desiredStatus !== "STOPPED") this.#stopped(now, task);
    }
  }

  #stopped(now: number, task: EcsTask): void {
    const { provider, stopCode, stoppedReason } = task;
    const reason = lossOf[stopCode ?? ""];
    if (reason !== undefined && now >= 0) this.#lost.set(reason, (this.#lost.get(reason) ?? 0) + 1);
    const why = [stopCode, stoppedReason].filter((words) => words !== null).join(": ") || "no reason is given";
    this.#note(now, "task-stopped", `a ${provider} task stops: ${why}`, task);
  }

  #note(at: number, kind: string, message: string, { arn, provider }: EcsTask): void {
    const task = arn.slice(arn.lastIndexOf("/") + 1);
    this.events.push({ at, service: this.#service, kind, message, values: { provider, task } });
  }
}
