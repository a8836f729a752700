import type { Distribution } from "../../../workload/distributions/index.js";
import { Random } from "../../../workload/random.js";
import type { Tables } from "../../../workload/tables.js";
import type { EventKind, Simulation } from "../../engine/simulation.js";
import { type Cause, INTERRUPTED, TASK_LOST } from "../../facts/ends.js";

import type { Process, ProcessWatcher, StopReason } from "../../pool/process.js";
import type { TaskTable } from "../../pool/task-table.js";
import { Server, type Servers, SILENT } from "../../work/servers.js";
import type { WriteBuffer } from "../../work/write-buffer.js";
import type { OnSigterm } from "../fleet/balanced-shape.js";
import type { CpuGauge } from "../fleet/cpu-gauge.js";
import { createPauses } from "../fleet/task-definitions.js";

/** Limits of a final flush, in microseconds. */
export interface FlushLimits {
  readonly takes: Distribution;
  readonly timeout: number;
  readonly deadLetter: boolean;
}

/** A final flush under way, and what becomes of the writes when it is over. */
interface FinalFlush {
  readonly held: number;
  readonly fate: "flushed" | "deadLettered" | "lost";
  readonly overAt: number;
}

export interface RequestProcessParts {
  readonly simulation: Simulation;
  readonly seed: number;
  readonly service: string;
  /** Files that the pauses of a task may be drawn from. */
  readonly tables: Tables;
  readonly tasks: TaskTable;
  readonly servers: Servers;
  readonly writes: WriteBuffer;
  readonly cpu: CpuGauge;
  readonly onSigterm: OnSigterm;
  readonly flush: FlushLimits;
}

/** The path of the requests that a process serves. */
export interface ServedPath {
  /** Fails what the task still holds. */
  cut(task: number, cause: Cause): void;
  /** Lets everybody wait who is or comes there. */
  hang(task: number): void;
  /** Ends the balancer's count of those. */
  forget(task: number): void;
}

/** Runs the process of each task: opens its server, and at SIGTERM drains it and saves what its write buffer holds. */
export class RequestProcess implements Process {
  /** Processes that ended in the reported time, by reason. */
  readonly ended = new Map<StopReason, number>();
  readonly #parts: RequestProcessParts;
  readonly #flushed: EventKind;
  /** The final flush of each stopping task; null while it runs. */
  readonly #finals: (FinalFlush | null)[] = [];
  readonly #one = new Int32Array(1);
  #path!: ServedPath;
  #watcher!: ProcessWatcher;

  constructor(parts: RequestProcessParts) {
    this.#parts = parts;
    this.#flushed = parts.simulation.event("final flush done", (task) => this.#onFlushed(task));
  }

  /** Ties the process to the two that are made after it; to be called before a task is there. */
  connect(path: ServedPath, watcher: ProcessWatcher): void {
    this.#path = path;
    this.#watcher = watcher;
  }

  taskReady(task: number): void {
    const { simulation, servers, tasks, writes, cpu } = this.#parts;
    const definition = tasks.definition[task];
    servers.open(task, definition);
    cpu.open(task);
    if (definition.pauses !== null) servers.pause(task, definition, createPauses(this.#parts, task, definition.pauses));
    writes.open(task, simulation.now);
    this.#finals[task] = null;
  }

  taskDraining(task: number): void {
    this.#parts.cpu.leave(task);
  }

  taskCut(task: number, reason: StopReason): void {
    this.#path.cut(task, causeOf(reason));
  }

  taskStopping(task: number, killAfter: number, reason: StopReason): boolean {
    const { servers, tasks, onSigterm, cpu } = this.#parts;
    cpu.leave(task);
    if (onSigterm === "exit" || tasks.isSilent[task] === 1) return true;
    if (onSigterm === "ignore") return false;
    const at = task * Server.WORDS;
    servers.words[at + Server.REFUSES] = onSigterm === "drain" ? causeOf(reason) + 1 : 0;
    servers.words[at + Server.TELLS_BELOW] = 1;
    servers.words[at + Server.WRITES_THROUGH] = 1;
    this.#flush(task, killAfter);
    return this.#isDone(task);
  }

  taskSilent(task: number, reason: StopReason): void {
    this.#parts.cpu.close(task);
    this.#path.hang(task);
    this.#end(task, reason, SILENT);
  }

  taskGone(task: number, reason: StopReason): void {
    if (this.#parts.tasks.isSilent[task] === 1) return this.#path.forget(task);
    this.#parts.cpu.close(task);
    this.#path.cut(task, causeOf(reason));
    this.#end(task, reason, causeOf(reason) + 1);
  }

  /** The process is gone, and so is what it had not written. */
  #end(task: number, reason: StopReason, refuses: number): void {
    const { simulation, servers, writes } = this.#parts;
    if (simulation.now >= 0) this.ended.set(reason, (this.ended.get(reason) ?? 0) + 1);
    servers.words[task * Server.WORDS + Server.REFUSES] = refuses;
    servers.close(task);
    writes.lost += this.#finals[task]?.held ?? writes.held(task, simulation.now);
    this.#finals[task] = null;
  }

  /** The last request of a task has left; one that was told to stop ends once its buffer is saved. */
  idle(task: number): void {
    if (this.#isDone(task)) this.#watcher.exited(task);
  }

  /** At the end of the run: completes the final flushes that are under way. */
  finish(): void {
    for (const task of this.#parts.tasks) if (this.#finals[task]) this.#book(task);
  }

  /**
   * The flush starts at once; what it has not written when its limit is over goes to the dead letter table, and what
   * even that is too late for is lost with the process.
   */
  #flush(task: number, killAfter: number): void {
    const { simulation, writes, flush } = this.#parts;
    const held = writes.held(task, simulation.now);
    const takes = held > 0 ? this.#draw(task) : 0;
    const over = Math.min(takes, flush.timeout);
    const isLate = takes > flush.timeout;
    const fate = over > killAfter || (isLate && !flush.deadLetter) ? "lost" : isLate ? "deadLettered" : "flushed";
    this.#finals[task] = { held, fate, overAt: simulation.now + over };
    if (over === 0) this.#book(task);
    else if (over <= killAfter) simulation.after(over, this.#flushed, task);
  }

  #onFlushed(task: number): void {
    if (this.#finals[task]?.overAt !== this.#parts.simulation.now) return;
    this.#book(task);
    if (this.#isDone(task)) this.#watcher.exited(task);
  }

  /** The final flush is over, as far as it got. */
  #book(task: number): void {
    const final = this.#finals[task]!;
    if (final.fate !== "flushed") this.#parts.writes[final.fate] += final.held;
    this.#finals[task] = { ...final, held: 0 };
  }

  #isDone(task: number): boolean {
    const overAt = this.#finals[task]?.overAt ?? Infinity;
    return this.#parts.servers.busy(task) === 0 && overAt <= this.#parts.simulation.now;
  }

  #draw(task: number): number {
    const { seed, service, tasks, flush } = this.#parts;
    flush.takes.fill(this.#one, Random.keyed(seed, `flush/${service}`, tasks.ordinal[task]));
    return this.#one[0];
  }
}

function causeOf(reason: StopReason): Cause {
  return reason === "spot" ? INTERRUPTED : TASK_LOST;
}
