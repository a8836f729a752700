import type { End } from "../../facts/ends.js";
import { TASKS_MAX } from "../../targets/index.js";
import type { Breaker } from "../../work/breaker.js";
import type { RequestPath } from "../../work/request-path.js";
import type { WorkTable } from "../../work/row.js";
import { Server, type Servers } from "../../work/servers.js";
import type { Caller } from "../../work/station.js";
import type { MessageQueue } from "../queue/message-queue.js";
import type { Consumer, Fate } from "../queue/pollers.js";

export interface MessageConsumerParts {
  readonly servers: Servers;
  readonly batch: number;
  /** In microseconds; Infinity for none. */
  readonly heartbeat: number;
  /** The share of its memory from which on a task takes no more. */
  readonly softMemoryLimit: number;
}

/**
 * How the tasks of a worker service use a queue: they poll while they have room, execute messages, and report the
 * results.
 */
export class MessageConsumer implements Consumer, Caller {
  readonly batch: number;
  readonly heartbeat: number;
  /** Fate of executions that end now without success. */
  fate: Fate = "leave";
  breaker: Breaker | null = null;
  /** Executions that have a slot: now, and the most at once in the reported time. */
  executing = 0;
  executingMost = 0;
  declare private readonly servers: Servers;
  private readonly softMemoryLimit: number = 1;
  /** By task: whether it takes messages; the next column: how many of its slots are taken. */
  private readonly isOpen = new Uint8Array(TASKS_MAX);
  private readonly busy = new Int32Array(TASKS_MAX);
  declare private source: MessageQueue;
  private number = 0;
  declare private path: RequestPath;
  private way = 0;

  constructor({ servers, batch, heartbeat, softMemoryLimit }: MessageConsumerParts) {
    this.batch = batch;
    this.heartbeat = heartbeat;
    this.servers = servers;
    this.softMemoryLimit = softMemoryLimit;
  }

  /** Ties it to where its messages come from, and where they are executed; to be called before a task is there. */
  connect(queue: MessageQueue, path: RequestPath, way: number): void {
    this.source = queue;
    this.number = queue.join(this);
    this.path = path;
    this.way = way;
  }

  /** A circuit breaker refuses work whatever room there is. */
  get mayRefuse(): boolean {
    return this.breaker !== null;
  }

  get queue(): MessageQueue {
    return this.source;
  }

  /** Lets a task take messages from now on. */
  open(task: number): void {
    this.isOpen[task] = 1;
    this.ask(task);
  }

  /** Lets a task take no more messages. */
  close(task: number): void {
    this.isOpen[task] = 0;
    this.source.pollers.stop(this.number, task);
  }

  /** The reported time begins. */
  beginReport(): void {
    this.executingMost = this.executing;
  }

  /** Slots of a task were taken or left. */
  count(task: number): void {
    const busy = this.servers.busy(task);
    this.executing += busy - this.busy[task];
    this.busy[task] = busy;
    if (this.executing > this.executingMost) this.executingMost = this.executing;
  }

  /** Polls again if the task has room and no receive is waiting already. */
  ask(task: number): void {
    const { source, number } = this;
    if (source.visible === 0 && source.pollers.waits(number, task)) return;
    if (this.wants(task)) source.ask(number, task);
  }

  /** All tasks may take messages again. */
  askAll(): void {
    for (let task = 0; task < TASKS_MAX; task++) this.ask(task);
  }

  /** Executions that `cut` ends meet this fate. */
  ending(fate: Fate, cut: () => void): void {
    this.fate = fate;
    cut();
    this.fate = "leave";
  }

  wants(task: number): boolean {
    if (this.isOpen[task] === 0) return false;
    const { words, queues, heldMib, memoryMib } = this.servers;
    const at = task * Server.WORDS;
    if (words[at + Server.BUSY] >= words[at + Server.SLOTS] || queues[task].length > 0) return false;
    if (heldMib[task] >= this.softMemoryLimit * memoryMib[task]) return false;
    return this.breaker === null || this.breaker.admits;
  }

  take(task: number, messages: WorkTable, row: number): void {
    this.breaker?.began();
    this.path.fetch(messages, row, this.way, task);
    this.count(task);
  }

  ended(message: number, end: End): void {
    this.breaker?.ended(end);
    this.source.ended(message, end, this);
  }

  /** A message that is not done is received again, by whomever: this execution is not tried again. */
  waits(): boolean {
    return false;
  }

  stands(): void {}
}
