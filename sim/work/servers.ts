import { type CpuDiscipline, PausedCpu, type PauseSequence } from "../cpu/index.js";
import type { Alarm, Simulation } from "../engine/simulation.js";
import type { TaskDefinition } from "../pool/task-definition.js";
import type { TaskTable } from "../pool/task-table.js";
import { doubled, ROWS_MIN } from "../targets/index.js";
import { Ring } from "./ring.js";

/** Int32 words of a task's row: all that a request looks at, in half a cache line. */
export const enum Server {
  WORDS = 8,
  /** Requests that hold a slot of the task, from admission to their last step. */
  BUSY = 0,
  SLOTS = 1,
  QUEUE_LIMIT = 2,
  /** Above 0 while the task refuses new requests that the balancer still sends: the cause plus one, or SILENT. */
  REFUSES = 3,
  /** 1 from SIGTERM on: writes go to the store at once. */
  WRITES_THROUGH = 4,
  /**
   * When a request leaves and fewer than this many remain, the task's process is told: 1 where the process ends with
   * its last request, as after SIGTERM; all slots where it fetches its work itself; 0 never.
   */
  TELLS_BELOW = 5,
}

/** The part of a task's definition that its server needs. */
type ServerDefinition = Pick<
  TaskDefinition,
  "slots" | "queueLimit" | "baseMemoryMib" | "memoryMib" | "cpuWorkFactor" | "createCpu"
>;

/** Value of REFUSES: the task does not answer at all. */
export const SILENT = 255;

/**
 * What is behind the tasks of a request service: slots, a queue and vCPUs for each. A server is built when its task is
 * ready. The hot words are a row per task and not columns: large columns begin at page boundaries, so the first tasks
 * of all columns would compete for the same few sets of the L1 cache.
 */
export class Servers {
  words = new Int32Array(ROWS_MIN * Server.WORDS);
  /** Memory in use, the processes themselves included, and the limit of the task. */
  heldMib = new Float64Array(ROWS_MIN);
  memoryMib = new Float64Array(ROWS_MIN);
  readonly queues: Ring[] = [];
  readonly cpus: CpuDiscipline[] = [];
  readonly alarms: Alarm[] = [];
  /** CPU work of every step is multiplied by this: the architecture's speed. */
  workFactor = new Float64Array(ROWS_MIN);
  readonly #simulation: Simulation;
  readonly #usesCpu: boolean;
  #computed: (task: number) => void = () => {};

  /** Without any CPU step no alarm is held for one. */
  constructor(simulation: Simulation, usesCpu: boolean) {
    this.#simulation = simulation;
    this.#usesCpu = usesCpu;
  }

  /**
   * Connects the path whose requests they serve, which is called when a CPU step is finished. To be done before the
   * first task.
   */
  connect(path: { computed(task: number): void }): void {
    this.#computed = (task) => path.computed(task);
  }

  open(task: number, definition: ServerDefinition): void {
    while (task >= this.heldMib.length) this.#grow();
    const at = task * Server.WORDS;
    this.words.fill(0, at, at + Server.WORDS);
    this.words[at + Server.SLOTS] = definition.slots;
    this.words[at + Server.QUEUE_LIMIT] = definition.queueLimit;
    this.heldMib[task] = definition.baseMemoryMib;
    this.memoryMib[task] = definition.memoryMib;
    this.workFactor[task] = definition.cpuWorkFactor;
    this.queues[task] = new Ring();
    this.cpus[task] = definition.createCpu();
    if (this.#usesCpu) this.alarms[task] = this.#simulation.alarm("CPU step finished", this.#computed, task);
  }

  #grow(): void {
    this.words = doubled(this.words);
    this.heldMib = doubled(this.heldMib);
    this.memoryMib = doubled(this.memoryMib);
    this.workFactor = doubled(this.workFactor);
  }

  /** Lets the task's CPU stand still during pauses from now on. */
  pause(task: number, { applicationVcpu }: TaskDefinition, pauses: PauseSequence): void {
    this.cpus[task] = new PausedCpu(this.cpus[task], applicationVcpu, pauses);
  }

  close(task: number): void {
    if (this.#usesCpu) this.#simulation.release(this.alarms[task]);
  }

  /** Requests that hold a slot of the task. */
  busy(task: number): number {
    return this.words[task * Server.WORDS + Server.BUSY];
  }

  /** Memory in use over memory reserved, of the running tasks; NaN without any. */
  memoryUse(tasks: TaskTable): number {
    let held = 0;
    let reserved = 0;
    for (const task of tasks) {
      if (!tasks.isUp(task)) continue;
      held += this.heldMib[task];
      reserved += this.memoryMib[task];
    }
    return held / reserved;
  }

  /** The request that waits longest in the task's queue; -1 without any. */
  headOfQueue(task: number): number {
    const queue = this.queues[task];
    return queue.length > 0 ? queue.first : -1;
  }

  /** Requests that wait in queues, per running task; NaN without any task. */
  queuedPerTask(tasks: TaskTable): number {
    let queued = 0;
    let running = 0;
    for (const task of tasks) {
      if (!tasks.isUp(task)) continue;
      queued += this.queues[task].length;
      running++;
    }
    return queued / running;
  }

  /** Takes every request off the task, out of its queue and its CPU; those in a wait step keep their event. */
  clear(task: number, each: (row: number) => void): void {
    const queue = this.queues[task];
    while (queue.length > 0) each(queue.shift());
    this.cpus[task].clear(this.#simulation.now, each);
    if (this.#usesCpu) this.#simulation.silence(this.alarms[task]);
    this.words[task * Server.WORDS + Server.BUSY] = 0;
  }

  /** Adds a CPU step and sets the task's alarm to the next finish. */
  compute(task: number, row: number, work: number): void {
    const now = this.#simulation.now;
    const cpu = this.cpus[task];
    const factor = this.workFactor[task];
    cpu.add(now, row, factor === 1 ? work : Math.ceil(work * factor));
    this.#simulation.ring(this.alarms[task], cpu.nextAt() - now);
  }

  /** The request whose CPU step is finished now; the alarm is set to the next. */
  computed(task: number): number {
    const now = this.#simulation.now;
    const cpu = this.cpus[task];
    const row = cpu.take(now);
    if (cpu.length > 0) this.#simulation.ring(this.alarms[task], cpu.nextAt() - now);
    return row;
  }

  /** Withdraws a CPU step. */
  withdraw(task: number, row: number): boolean {
    const now = this.#simulation.now;
    const cpu = this.cpus[task];
    if (!cpu.remove(now, row)) return false;
    if (cpu.length > 0) this.#simulation.ring(this.alarms[task], cpu.nextAt() - now);
    else this.#simulation.silence(this.alarms[task]);
    return true;
  }
}
