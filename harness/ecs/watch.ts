import { purchaseOf } from "../../sim/capacity/providers/by-provider.js";
import type { RunEvent } from "../../sim/outcome/replication.js";
import { EnvironmentProblem } from "../environment-problem.js";
import { FleetRecorder } from "../record/fleet-recorder.js";
import type { FleetSeries } from "../record/fleet-series.js";
import type { EcsFleet } from "./client.js";
import type { EcsTask } from "./shapes.js";

/** Interval between looks: short enough for one value a minute, long enough for the account's API limits. */
const pollMs = 10_000;

interface EcsWatchOptions {
  /** Fleets by service of the scenario. */
  readonly fleets: ReadonlyMap<string, EcsFleet>;
  /** Time zero of the load, in nanoseconds of `process.hrtime.bigint`. */
  readonly timeZeroNs: bigint;
  /** Length of the reported time, in microseconds. */
  readonly duration: number;
  readonly pollMs?: number;
}

/**
 * Watches ECS services while load runs: how many tasks they want and have each minute, and which tasks came and went.
 */
export class EcsWatch {
  /** Why the last look at a service failed; null when it did not. The next look makes up for a missed one. */
  problem: string | null = null;
  readonly #options: EcsWatchOptions;
  readonly #book: FleetRecorder;
  readonly #tasks: ReadonlyMap<string, KnownTasks>;
  readonly #timer: NodeJS.Timeout;
  #isLooking = false;

  constructor(options: EcsWatchOptions) {
    const services = [...options.fleets.keys()];
    this.#options = options;
    this.#book = new FleetRecorder(services, options.duration);
    this.#tasks = new Map(services.map((name) => [name, new KnownTasks(name)]));
    this.#timer = setInterval(() => void this.#look(), options.pollMs ?? pollMs);
    void this.#look();
  }

  /** Number of running tasks by service; null before the first look. */
  get running(): Readonly<Record<string, number>> | null {
    return this.#book.running;
  }

  /** What has happened to the tasks so far, in order of time. */
  get events(): readonly RunEvent[] {
    return [...this.#tasks.values()].flatMap((book) => book.events).sort((a, b) => a.at - b.at);
  }

  /** Ends the watch and returns what was seen. */
  stop(): FleetSeries {
    clearInterval(this.#timer);
    const { services } = this.#book.series();
    const lost = Object.entries(services).map(
      ([name, minutes]) => [name, { ...minutes, tasksLost: this.#tasks.get(name)!.lost }] as const,
    );
    return { services: Object.fromEntries(lost), events: this.events };
  }

  /** Only one look runs at a time, so that a slow or throttling API is not asked even more often. */
  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      await Promise.all([...this.#options.fleets].map(([name, fleet]) => this.#lookAt(name, fleet)));
      this.problem = null;
    } catch (error) {
      if (!(error instanceof EnvironmentProblem)) throw error;
      this.problem = error.message;
    } finally {
      this.#isLooking = false;
    }
  }

  async #lookAt(name: string, fleet: EcsFleet): Promise<void> {
    const [{ desired }, tasks] = await Promise.all([fleet.describe(), fleet.tasks()]);
    const now = Number(process.hrtime.bigint() - this.#options.timeZeroNs) / 1_000;
    const running = tasks.filter(isRunning);
    const spot = running.filter(({ provider }) => purchaseOf(provider) === "spot").length;
    this.#book.observe(now, name, { desired, running: running.length, spot, cpu: null });
    this.#tasks.get(name)!.observe(now, tasks);
  }
}

function isRunning({ lastStatus }: EcsTask): boolean {
  return lastStatus === "RUNNING";
}

/**
 * The reason for losing a task, in the simulator's words, by ECS's stop code. Stops that the service itself makes are
 * not losses.
 */
const lossOf: Readonly<Record<string, string>> = {
  SpotInterruption: "spot",
  TerminationNotice: "spot",
  EssentialContainerExited: "abrupt",
  UserInitiated: "stop-task",
};

/** Turns successive looks at a service's tasks into events: which tasks came, which went, and why. */
export class KnownTasks {
  readonly events: RunEvent[] = [];
  readonly #service: string;
  readonly #lost = new Map<string, number>();
  /** Tasks at the last look; null before the first, which reports nothing. */
  #seen: ReadonlyMap<string, EcsTask> | null = null;

  constructor(service: string) {
    this.#service = service;
  }

  /** Numbers of tasks that were taken away in the reported time, by reason. */
  get lost(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#lost);
  }

  /** Takes in the tasks seen at `now`, in microseconds since clock.start. */
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
