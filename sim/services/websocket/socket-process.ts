import type { Tables } from "../../../workload/tables.js";
import type { Simulation } from "../../engine/simulation.js";
import { type Cause, INTERRUPTED, TASK_LOST } from "../../facts/ends.js";
import type { Process, StopReason } from "../../pool/process.js";
import type { TaskTable } from "../../pool/task-table.js";
import type { RequestPath } from "../../work/request-path.js";
import { Server, type Servers } from "../../work/servers.js";
import type { OnSigterm } from "../fleet/balanced-shape.js";
import type { CpuGauge } from "../fleet/cpu-gauge.js";
import { createPauses } from "../fleet/task-definitions.js";
import type { Connections } from "./connections.js";

export interface SocketProcessParts {
  readonly simulation: Simulation;
  readonly seed: number;
  readonly service: string;
  /** Files that the pauses of a task may be drawn from. */
  readonly tables: Tables;
  readonly tasks: TaskTable;
  readonly servers: Servers;
  readonly cpu: CpuGauge;
  /**
   * `drain` closes each connection when no reply is awaited on it and ends with the last, `serve` goes on until the last has
   * closed by itself, `ignore` until SIGKILL; `exit` cuts all at once.
   */
  readonly onSigterm: OnSigterm;
}

/** Runs the process of each task: it holds connections, and works on what comes over them. */
export class SocketProcess implements Process {
  readonly #parts: SocketProcessParts;
  #path!: RequestPath;
  #connections!: Connections;

  constructor(parts: SocketProcessParts) {
    this.#parts = parts;
  }

  /** Ties the process to the two that are made after it; to be called before a task is there. */
  connect(path: RequestPath, connections: Connections): void {
    this.#path = path;
    this.#connections = connections;
  }

  /** It has no write buffer: what messages write goes to the store at once. */
  taskReady(task: number): void {
    const { servers, tasks, cpu } = this.#parts;
    const definition = tasks.definition[task];
    servers.open(task, definition);
    servers.words[task * Server.WORDS + Server.WRITES_THROUGH] = 1;
    cpu.open(task);
    if (definition.pauses !== null) servers.pause(task, definition, createPauses(this.#parts, task, definition.pauses));
    this.#connections.taskOpens(task);
  }

  /** New connections go elsewhere; those that it has stay, for as long as the balancer lets them. */
  taskDraining(task: number): void {
    this.#parts.cpu.leave(task);
  }

  taskCut(task: number, reason: StopReason): void {
    this.#connections.taskCut(task, causeOf(reason));
    this.#path.cut(task, causeOf(reason));
  }

  taskStopping(task: number, _killAfter: number, reason: StopReason): boolean {
    const { tasks, onSigterm, cpu } = this.#parts;
    cpu.leave(task);
    if (onSigterm === "exit" || tasks.isSilent[task] === 1) return true;
    if (onSigterm === "ignore") return false;
    return onSigterm === "drain"
      ? this.#connections.taskDrains(task, causeOf(reason))
      : this.#connections.taskServesRest(task);
  }

  taskSilent(task: number): void {
    this.#parts.cpu.close(task);
    this.#path.hang(task);
    this.#connections.taskHangs(task);
    this.#parts.servers.close(task);
  }

  taskGone(task: number, reason: StopReason): void {
    const { tasks, servers, cpu } = this.#parts;
    if (tasks.isSilent[task] === 1) {
      this.#connections.taskForgotten(task);
      return this.#path.forget(task);
    }
    cpu.close(task);
    this.#connections.taskLoses(task, causeOf(reason));
    this.#path.cut(task, causeOf(reason));
    servers.close(task);
  }
}

function causeOf(reason: StopReason): Cause {
  return reason === "spot" ? INTERRUPTED : TASK_LOST;
}
