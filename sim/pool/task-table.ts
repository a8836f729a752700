import { byProvider } from "../capacity/providers/by-provider.js";
import { type ProviderName, providers, type Seat } from "../capacity/providers/index.js";
import type { Alarm, Simulation } from "../engine/simulation.js";
import { doubled, ROWS_MIN, TASKS_MAX } from "../targets/index.js";
import type { PoolCounts } from "./plan.js";
import type { StopReason } from "./process.js";
import type { TaskDefinition } from "./task-definition.js";

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

/** Takes the place of a deployment's number for a task that runs once and that no scheduler looks at. */
export const RUN = -1;

/** What is known of a task when it is launched. */
export interface TaskOrigin {
  /** Number of the capacity provider in the list of providers. */
  readonly provider: number;
  readonly seat: Seat;
  /** The number of its deployment, or RUN. */
  readonly deployment: number;
  readonly definition: TaskDefinition;
  /** Whether it substitutes for a Spot task that is not available. */
  readonly isSubstitute: boolean;
  /** Whether it belongs to a canary: a revision beside the service's own, with a scheduler of its own. */
  readonly isCanary: boolean;
}

/** Numbers of tasks in each state that the scheduler asks for, kept up to date as tasks change. */
type Counts = {
  -readonly [Name in keyof PoolCounts]: PoolCounts[Name] extends number
    ? number
    : Name extends "zones"
      ? number[]
      : Record<ProviderName, number>;
};

/**
 * The tasks of one service, a row each with a column per field. Rows are reused when a task is gone; ordinals count on,
 * since draws are keyed by them. Columns grow with the service: nobody keeps one.
 */
export class TaskTable {
  state = new Uint8Array(ROWS_MIN);
  /** Registered, and passes its health checks. */
  isHealthy = new Uint8Array(ROWS_MIN);
  /** Was healthy and fails its health checks now; it is still registered. */
  isFailing = new Uint8Array(ROWS_MIN);
  /** Its zone is down: it no longer answers, and nobody has noticed yet. */
  isSilent = new Uint8Array(ROWS_MIN);
  isSubstitute = new Uint8Array(ROWS_MIN);
  /** Belongs to a canary, whose tasks are counted apart from the service's own. */
  isCanary = new Uint8Array(ROWS_MIN);
  provider = new Uint8Array(ROWS_MIN);
  zone = new Uint8Array(ROWS_MIN);
  /** Number of tasks that the service launched before, on any provider. */
  ordinal = new Int32Array(ROWS_MIN);
  readonly seat: Seat[] = [];
  /** Why it stops; null until it is to. */
  readonly stopReason: (StopReason | null)[] = [];
  /** Number of tasks that pass their health checks; the next field: of those that fail them. */
  healthy = 0;
  failing = 0;
  /** Called when the health of a task has changed. */
  onJudged: () => void = () => {};
  /** Number of the deployment that started it. */
  deployment = new Int32Array(ROWS_MIN);
  /** Instants; NaN until they have come. */
  pullStartedAt = new Float64Array(ROWS_MIN);
  runningAt = new Float64Array(ROWS_MIN);
  /** When the application of a running task has booted. */
  bootedAt = new Float64Array(ROWS_MIN);
  /** Time until which ECS ignores that a running task fails its health checks. */
  graceUntil = new Float64Array(ROWS_MIN);
  readonly definition: TaskDefinition[] = [];
  /** The end of the state that the task is in. */
  readonly phase: Alarm[] = [];
  #used = 0;
  readonly #rows = new Map<number, number>();
  readonly #free: number[] = [];
  /** Runs that were not told to stop, in each zone up to the last one that had any. */
  readonly runZones: number[] = [];
  /**
   * The revisions whose tasks are not old, of the service and of its canary, and counts by them. A failing task is
   * counted as one to be replaced.
   */
  readonly #revisions: [own: number, canary: number] = [0, 0];
  readonly #counts: [own: Counts, canary: Counts] = [noTasks(), noTasks()];

  /** A row in PROVISIONING, its alarm silent. */
  add(simulation: Simulation, phaseOver: (task: number) => void, origin: TaskOrigin): number {
    const task = this.#free.pop() ?? this.#used++;
    if (task >= TASKS_MAX) throw new RangeError(`a service holds at most ${TASKS_MAX} tasks`);
    if (task >= this.state.length) this.#grow();
    this.state[task] = PROVISIONING;
    this.isHealthy[task] = 0;
    this.isFailing[task] = 0;
    this.stopReason[task] = null;
    this.isSilent[task] = 0;
    this.isSubstitute[task] = origin.isSubstitute ? 1 : 0;
    this.isCanary[task] = origin.isCanary ? 1 : 0;
    this.provider[task] = origin.provider;
    this.seat[task] = origin.seat;
    this.ordinal[task] = origin.seat.order.ordinal;
    this.zone[task] = origin.seat.order.zone;
    this.deployment[task] = origin.deployment;
    this.definition[task] = origin.definition;
    this.pullStartedAt[task] = Number.NaN;
    this.runningAt[task] = Number.NaN;
    this.phase[task] = simulation.alarm("task phase over", phaseOver, task);
    this.#rows.set(this.ordinal[task], task);
    this.#count(task, 1);
    return task;
  }

  free(simulation: Simulation, task: number): void {
    this.#rows.delete(this.ordinal[task]);
    simulation.release(this.phase[task]);
    this.state[task] = FREE;
    this.#free.push(task);
  }

  /** The task goes on to another state. */
  enter(task: number, state: TaskState): void {
    this.#count(task, -1);
    this.state[task] = state;
    this.#count(task, 1);
  }

  /** Why the task is to stop is known. */
  doom(task: number, reason: StopReason): void {
    this.#count(task, -1);
    this.stopReason[task] = reason;
    this.#count(task, 1);
  }

  /** Sets the result of a registered task's health checks; both are 0 for a task that is not registered. */
  judge(task: number, isHealthy: 0 | 1, isFailing: 0 | 1): void {
    this.#count(task, -1);
    this.healthy += isHealthy - this.isHealthy[task];
    this.failing += isFailing - this.isFailing[task];
    this.isHealthy[task] = isHealthy;
    this.isFailing[task] = isFailing;
    this.#count(task, 1);
    this.onJudged();
  }

  /** The service's own from now on: a canary that is over has become its revision. */
  adopt(task: number): void {
    this.#count(task, -1);
    this.isCanary[task] = 0;
    this.#count(task, 1);
  }

  /** Counts for a scheduler to which only tasks of this revision are not old: the service's, or a canary's. */
  counts(revision: number, isCanary: 0 | 1 = 0): PoolCounts {
    if (revision === this.#revisions[isCanary]) return this.#counts[isCanary];
    this.#revisions[isCanary] = revision;
    this.#counts[isCanary] = noTasks();
    for (const task of this) if (this.isCanary[task] === isCanary && !this.isRun(task)) this.#count(task, 1);
    return this.#counts[isCanary];
  }

  /** Tasks not told to stop, in each zone up to the last one that had any. */
  zones(isCanary: 0 | 1 = 0): readonly number[] {
    return this.#counts[isCanary].zones;
  }

  /** The row of the task of that ordinal; undefined when it is gone. */
  rowOf(ordinal: number): number | undefined {
    return this.#rows.get(ordinal);
  }

  /** Every task that is not gone, in order of row. */
  *[Symbol.iterator](): IterableIterator<number> {
    for (let task = 0; task < this.#used; task++) if (this.state[task] !== FREE) yield task;
  }

  /** Every task that is not gone, in order of row; for what runs once a second. */
  forEach(visit: (task: number) => void): void {
    for (let task = 0; task < this.#used; task++) if (this.state[task] !== FREE) visit(task);
  }

  /** Number of tasks that fulfil a condition. */
  count(condition: (task: number) => boolean): number {
    let sum = 0;
    for (let task = 0; task < this.#used; task++) if (this.state[task] !== FREE && condition(task)) sum++;
    return sum;
  }

  /** Provisioned or on its way there, and not told to stop. */
  isActive(task: number): boolean {
    return this.state[task] >= PROVISIONING && this.state[task] <= RUNNING;
  }

  /** Whether the task runs once, without a scheduler. */
  isRun(task: number): boolean {
    return this.deployment[task] === RUN;
  }

  isRunning(task: number): boolean {
    return this.state[task] === RUNNING;
  }

  /** Running, and there is a process. */
  isUp(task: number): boolean {
    return this.state[task] === RUNNING && this.isSilent[task] === 0;
  }

  /** Adds a task to what is counted, as it is now, or takes it out. */
  #count(task: number, by: 1 | -1): void {
    const state = this.state[task];
    if (state === FREE || state > STOPPING) return;
    if (this.isRun(task)) {
      if (state <= RUNNING) addTo(this.runZones, this.zone[task], by);
      return;
    }
    const of = this.isCanary[task];
    const counts = this.#counts[of];
    const isOld = this.deployment[task] !== this.#revisions[of];
    const reason = this.stopReason[task];
    counts.there += by;
    if (isOld) counts.oldThere += by;
    if (reason === "unhealthy" || reason === "never-healthy") counts.discarded += by;
    if (state > RUNNING) return;
    const healthy = by * this.isHealthy[task];
    addTo(counts.zones, this.zone[task], by);
    counts.healthy += healthy;
    if (isOld) {
      counts.old += by;
      counts.oldHealthy += healthy;
    } else counts.fresh += by;
    this.#countStrategys(task, by, isOld);
  }

  /** Counts a task that was not told to stop, among substitutes or by the strategy. */
  #countStrategys(task: number, by: 1 | -1, isOld: boolean): void {
    const counts = this.#counts[this.isCanary[task]];
    const { name } = providers[this.provider[task]];
    if (this.isSubstitute[task] === 1) {
      counts.substitutes += by;
      return;
    }
    if (this.state[task] === RUNNING) counts.running[name] += by;
    if (this.isFailing[task] === 1) {
      counts.failing += by;
      return;
    }
    counts.sound += by;
    counts.starting += by * (1 - this.isHealthy[task]);
    if (!isOld) counts.present[name] += by;
  }

  #grow(): void {
    this.state = doubled(this.state);
    this.isHealthy = doubled(this.isHealthy);
    this.isFailing = doubled(this.isFailing);
    this.isSilent = doubled(this.isSilent);
    this.isSubstitute = doubled(this.isSubstitute);
    this.isCanary = doubled(this.isCanary);
    this.provider = doubled(this.provider);
    this.zone = doubled(this.zone);
    this.ordinal = doubled(this.ordinal);
    this.deployment = doubled(this.deployment);
    this.pullStartedAt = doubled(this.pullStartedAt);
    this.runningAt = doubled(this.runningAt);
    this.bootedAt = doubled(this.bootedAt);
    this.graceUntil = doubled(this.graceUntil);
  }
}

function addTo(zones: number[], zone: number, by: number): void {
  while (zones.length <= zone) zones.push(0);
  zones[zone] += by;
}

function noTasks(): Counts {
  return {
    there: 0,
    oldThere: 0,
    discarded: 0,
    healthy: 0,
    fresh: 0,
    old: 0,
    oldHealthy: 0,
    substitutes: 0,
    failing: 0,
    sound: 0,
    starting: 0,
    present: byProvider(() => 0),
    running: byProvider(() => 0),
    zones: [],
  };
}
