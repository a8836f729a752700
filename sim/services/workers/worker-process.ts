import type { Tables } from "../../../workload/tables.js";
import type { EventKind, Simulation } from "../../engine/simulation.js";
import { type Cause, INTERRUPTED, TASK_LOST } from "../../facts/ends.js";
import type { Process, ProcessWatcher, StopReason } from "../../pool/process.js";
import type { TaskTable } from "../../pool/task-table.js";
import { Server, type Servers } from "../../work/servers.js";
import type { CpuGauge } from "../fleet/cpu-gauge.js";
import { createPauses } from "../fleet/task-definitions.js";
import type { Fate } from "../queue/pollers.js";
import type { MessageConsumer } from "./message-consumer.js";

/** A task of a worker lets no message wait in vain: its own line is as long as what it receives. */
const anyNumber = 2 ** 30;

/** How a worker reacts to SIGTERM, and what becomes of what it has not finished by SIGKILL. */
export interface WorkerDrain {
  readonly onSigterm: "drain" | "ignore" | "exit";
  readonly unfinished: Fate;
}

export interface WorkerProcessParts {
  readonly simulation: Simulation;
  readonly seed: number;
  readonly service: string;
  readonly tables: Tables;
  readonly tasks: TaskTable;
  readonly servers: Servers;
  readonly cpu: CpuGauge;
  readonly consumer: MessageConsumer;
  readonly drain: WorkerDrain;
}

/** The path of what tasks execute. */
export interface ExecutedPath {
  cut(task: number, cause: Cause): void;
  /** Ends what has no slot yet. */
  cutWaiting(task: number, cause: Cause): void;
}

/** Runs the process of each worker: takes messages once it has booted, and at SIGTERM no more. */
export class WorkerProcess implements Process {
  readonly #parts: WorkerProcessParts;
  declare private readonly consumer: MessageConsumer;
  readonly #booted: EventKind;
  /** By task that is booting: when it will have booted. */
  readonly #bootsAt: number[] = [];
  /** By task: whether it was told to stop and heeds that. */
  private readonly isStopping: boolean[] = [];
  #path!: ExecutedPath;
  #watcher!: ProcessWatcher;

  constructor(parts: WorkerProcessParts) {
    this.#parts = parts;
    this.consumer = parts.consumer;
    this.#booted = parts.simulation.event("worker booted", (task) => this.#onBooted(task));
  }

  /** Ties the process to the two that are made after it; to be called before a task is there. */
  connect(path: ExecutedPath, watcher: ProcessWatcher): void {
    this.#path = path;
    this.#watcher = watcher;
  }

  taskReady(task: number): void {
    const { simulation, servers, tasks, cpu } = this.#parts;
    const definition = tasks.definition[task];
    servers.open(task, definition);
    cpu.open(task);
    if (definition.pauses !== null) servers.pause(task, definition, createPauses(this.#parts, task, definition.pauses));
    const at = task * Server.WORDS;
    servers.words[at + Server.QUEUE_LIMIT] = anyNumber;
    servers.words[at + Server.WRITES_THROUGH] = 1;
    servers.words[at + Server.TELLS_BELOW] = servers.words[at + Server.SLOTS];
    this.isStopping[task] = false;
    this.#bootsAt[task] = Math.max(simulation.now, Math.round(tasks.bootedAt[task]));
    if (this.#bootsAt[task] === simulation.now) this.#onBooted(task);
    else simulation.after(this.#bootsAt[task] - simulation.now, this.#booted, task);
  }

  taskDraining(task: number): void {
    this.#parts.cpu.leave(task);
  }

  taskCut(task: number, reason: StopReason): void {
    this.#path.cut(task, causeOf(reason));
  }

  taskStopping(task: number, _killAfter: number, reason: StopReason): boolean {
    const { servers, tasks, consumer, cpu, drain } = this.#parts;
    cpu.leave(task);
    if (drain.onSigterm === "exit" || tasks.isSilent[task] === 1) return true;
    if (drain.onSigterm === "ignore") return false;
    this.isStopping[task] = true;
    this.#bootsAt[task] = Number.NaN;
    consumer.close(task);
    consumer.ending(drain.unfinished, () => this.#path.cutWaiting(task, causeOf(reason)));
    return servers.busy(task) === 0;
  }

  /** Nobody is told: its messages come back when their timeouts are over. */
  taskSilent(task: number, reason: StopReason): void {
    this.#end(task, reason, "leave");
  }

  taskGone(task: number, reason: StopReason): void {
    const { tasks, drain } = this.#parts;
    if (tasks.isSilent[task] === 1) return;
    this.#end(task, reason, this.isStopping[task] ? drain.unfinished : "leave");
  }

  /** An execution has left a task, which may take another message, or end. */
  freed(task: number): void {
    this.consumer.count(task);
    if (!this.isStopping[task]) this.consumer.ask(task);
    else if (this.#parts.servers.busy(task) === 0) this.#watcher.exited(task);
  }

  #onBooted(task: number): void {
    if (this.#bootsAt[task] !== this.#parts.simulation.now) return;
    this.#bootsAt[task] = Number.NaN;
    this.#parts.consumer.open(task);
  }

  #end(task: number, reason: StopReason, fate: Fate): void {
    const { servers, cpu, consumer } = this.#parts;
    cpu.close(task);
    this.#bootsAt[task] = Number.NaN;
    consumer.close(task);
    consumer.ending(fate, () => this.#path.cut(task, causeOf(reason)));
    consumer.count(task);
    servers.close(task);
  }
}

function causeOf(reason: StopReason): Cause {
  return reason === "spot" ? INTERRUPTED : TASK_LOST;
}
