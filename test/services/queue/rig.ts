import { Simulation } from "../../../sim/engine/simulation.js";
import type { End } from "../../../sim/facts/ends.js";
import { Recorder } from "../../../sim/facts/recorder.js";
import { MessageQueue, type QueueConfig } from "../../../sim/services/queue/message-queue.js";
import type { Consumer, Fate } from "../../../sim/services/queue/pollers.js";
import { DemandRecorders } from "../../../sim/services/request-facts.js";
import { Ways } from "../../../sim/work/calls.js";
import { Row, type WorkTable } from "../../../sim/work/row.js";
import { Callees } from "../../../workload/calls.js";
import { tablesOf } from "../../workload/fixture.js";
import { ms, visits } from "../path.js";

export const second = 1_000_000;

/** A message that somebody has received: which one it is, and when. */
export interface Received {
  readonly row: number;
  readonly ordinal: number;
  readonly task: number;
  readonly at: number;
}

/** A queue to which messages are sent at given instants, and one service that takes them; what it does with them a test says. */
export class QueueRig implements Consumer {
  readonly simulation = new Simulation();
  readonly recorder = new Recorder();
  readonly queue: MessageQueue;
  readonly mayRefuse = false;
  readonly batch: number;
  readonly heartbeat: number;
  fate: Fate = "leave";
  readonly received: Received[] = [];
  /** Room of each task for messages. */
  readonly room: number[];
  readonly #number: number;

  /** `sent`: in seconds. */
  constructor(
    config: Partial<QueueConfig>,
    sent: readonly number[],
    { room = [1], batch = 1, heartbeat = Number.POSITIVE_INFINITY } = {},
  ) {
    this.batch = batch;
    this.heartbeat = heartbeat;
    this.room = [...room];
    const demand = visits({ request: { steps: [{ wait: "1s" }] }, arrivals: sent.map((at) => 1_000 * at) }, callees);
    this.queue = new MessageQueue({
      simulation: this.simulation,
      seed: 1,
      name: "jobs",
      config: {
        ...{ visibilityTimeout: 60 * second, maxReceiveCount: 3, retention: 3_600 * second, inFlightMax: 100 },
        ...{ receiveWait: 20 * second, duplicateProbability: 0, sendLatency: ms(10) },
        ...config,
      },
      recorder: this.recorder,
      demands: new DemandRecorders([], [], 0),
      classes: demand.classes,
      ways: new Ways(1, [], 0),
    });
    this.#number = this.queue.join(this);
    this.queue.beginReport();
    this.queue.open(demand, 0);
    for (const task of this.room.keys()) this.ask(task);
  }

  wants(task: number): boolean {
    return this.room[task] > 0;
  }

  take(task: number, messages: WorkTable, row: number): void {
    this.room[task]--;
    this.received.push({ row, ordinal: messages.words[row + Row.ORDINAL], task, at: this.simulation.now });
  }

  ask(task: number): void {
    if (this.wants(task)) this.queue.ask(this.#number, task);
  }

  stop(task: number): void {
    this.room[task] = 0;
    this.queue.pollers.stop(this.#number, task);
  }

  /** An execution is over, and its task has room again. */
  end({ row, task }: Received, end: End, fate: Fate = "leave"): void {
    this.fate = fate;
    this.queue.ended(row, end, this);
    this.room[task]++;
    this.ask(task);
  }

  /** Lets time pass until a second, and does something then. */
  at(seconds: number, action: () => void = () => {}): this {
    this.simulation.runUntil(seconds * second);
    action();
    return this;
  }

  /** In which second each message was received, by when. */
  get times(): readonly (readonly [message: number, second: number])[] {
    return this.received.map(({ ordinal, at }) => [ordinal, at / second]);
  }
}

const callees = new Callees(new Map(), tablesOf());
