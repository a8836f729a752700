import { providers } from "../capacity/providers/index.js";
import type { Alarm, Simulation } from "../engine/simulation.js";
import { TASKS_MAX } from "./balancers/index.js";
import type { TaskDefinition } from "./task-definition.js";
import type { StopReason } from "./task-owner.js";

/** The states of an ECS task, in order; FREE is a row without one. */
export const FREE = 0;
export const PROVISIONING = 1;
export const PENDING = 2;
export const ACTIVATING = 3;
export const RUNNING = 4;
export const DEACTIVATING = 5;
export const STOPPING = 6;
export const DEPROVISIONING = 7;
export type TaskState = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** What is known of a task when it is asked for. */
export interface TaskOrigin {
  /** Number of the capacity provider in the list of providers, and how many tasks it has had before for this service. */
  readonly provider: number;
  readonly ordinal: number;
  readonly zone: number;
  readonly deployment: number;
  readonly definition: TaskDefinition;
  /** It stands in for a Spot task that cannot be had. */
  readonly isSubstitute: boolean;
}

/**
 * The tasks of one service, a row each with a column per field. Rows are reused when a task is gone; ordinals count on,
 * since draws are keyed by them.
 */
export class TaskTable {
  readonly state = new Uint8Array(TASKS_MAX);
  /** Registered, and passes its health checks. */
  readonly isHealthy = new Uint8Array(TASKS_MAX);
  /** Was healthy and fails its health checks now; it is still registered. */
  readonly isFailing = new Uint8Array(TASKS_MAX);
  /** Its zone is down: nothing of it answers any more, which nobody has noticed yet. */
  readonly isSilent = new Uint8Array(TASKS_MAX);
  readonly isSubstitute = new Uint8Array(TASKS_MAX);
  readonly provider = new Uint8Array(TASKS_MAX);
  readonly zone = new Uint8Array(TASKS_MAX);
  readonly ordinal = new Int32Array(TASKS_MAX);
  /** Why it stops; null until it is to. */
  readonly stopReason: (StopReason | null)[] = [];
  /** How many are failing. */
  failing = 0;
  /** Number of the deployment that started it. */
  readonly deployment = new Int32Array(TASKS_MAX);
  /** Instants; NaN until they have come. */
  readonly pullStartedAt = new Float64Array(TASKS_MAX);
  readonly runningAt = new Float64Array(TASKS_MAX);
  /** When the application of a running task has booted. */
  readonly bootedAt = new Float64Array(TASKS_MAX);
  /** Until when ECS ignores that a running task fails its health checks. */
  readonly graceUntil = new Float64Array(TASKS_MAX);
  readonly definition: TaskDefinition[] = [];
  /** The end of the state that the task is in. */
  readonly phase: Alarm[] = [];
  #used = 0;
  readonly #rows = new Map<number, number>();
  readonly #free: number[] = [];

  /** A row in PROVISIONING, its alarm silent. */
  add(simulation: Simulation, phaseOver: (task: number) => void, origin: TaskOrigin): number {
    const task = this.#free.pop() ?? this.#used++;
    if (task >= TASKS_MAX) throw new RangeError(`a service holds at most ${TASKS_MAX} tasks`);
    this.state[task] = PROVISIONING;
    this.isHealthy[task] = 0;
    this.isFailing[task] = 0;
    this.stopReason[task] = null;
    this.isSilent[task] = 0;
    this.isSubstitute[task] = origin.isSubstitute ? 1 : 0;
    this.provider[task] = origin.provider;
    this.ordinal[task] = origin.ordinal;
    this.zone[task] = origin.zone;
    this.deployment[task] = origin.deployment;
    this.definition[task] = origin.definition;
    this.pullStartedAt[task] = Number.NaN;
    this.runningAt[task] = Number.NaN;
    this.phase[task] = simulation.alarm("task phase over", phaseOver, task);
    this.#rows.set(this.identity(task), task);
    return task;
  }

  free(simulation: Simulation, task: number): void {
    this.#rows.delete(this.identity(task));
    simulation.release(this.phase[task]);
    this.state[task] = FREE;
    this.#free.push(task);
  }

  /** Names a task for good, by ordinal and provider: its row is given to others when it is gone. */
  identity(task: number): number {
    return this.ordinal[task] * providers.length + this.provider[task];
  }

  /** The row of the task of that identity; undefined when it is gone. */
  rowOf(identity: number): number | undefined {
    return this.#rows.get(identity);
  }

  /** Every task that is not gone, in order of row. */
  *[Symbol.iterator](): IterableIterator<number> {
    for (let task = 0; task < this.#used; task++) if (this.state[task] !== FREE) yield task;
  }

  /** Every task that is not gone, in order of row; for what runs once a second. */
  forEach(visit: (task: number) => void): void {
    for (let task = 0; task < this.#used; task++) if (this.state[task] !== FREE) visit(task);
  }

  /** How many tasks fulfil a condition. */
  count(condition: (task: number) => boolean): number {
    let sum = 0;
    for (let task = 0; task < this.#used; task++) if (this.state[task] !== FREE && condition(task)) sum++;
    return sum;
  }

  /** Provisioned or on its way there, and not told to stop. */
  isActive(task: number): boolean {
    return this.state[task] >= PROVISIONING && this.state[task] <= RUNNING;
  }

  isRunning(task: number): boolean {
    return this.state[task] === RUNNING;
  }

  /** Running, and there is a process. */
  isUp(task: number): boolean {
    return this.state[task] === RUNNING && this.isSilent[task] === 0;
  }
}
