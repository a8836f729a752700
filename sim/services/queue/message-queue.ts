import type { Demand } from "../../../workload/demand.js";
import { keyedDraws } from "../../../workload/random.js";
import type { Call, RequestClass } from "../../../workload/requests.js";
import type { Alarm, Micros, Simulation } from "../../engine/simulation.js";
import {
  type Cause,
  DEAD_LETTERED,
  DEGRADED,
  DONE,
  type End,
  EXPIRED,
  INTERRUPTED,
  TASK_LOST,
} from "../../facts/ends.js";
import type { Recorder } from "../../facts/recorder.js";
import { Histogram } from "../../statistics/histogram.js";
import type { Ways } from "../../work/calls.js";
import { ATTEMPT_MASK, ATTEMPT_SHIFT, Flag, Row, Steps, WorkTable } from "../../work/row.js";
import type { Caller, Station } from "../../work/station.js";
import type { DemandRecorders } from "../request-facts.js";
import { InFlight } from "./in-flight.js";
import { batchMost, type Consumer, type Fate, Pollers } from "./pollers.js";

/** Words of a row whose work is a message: it has no task and no step yet. */
const enum Message {
  /** Row.TASK. While it is in the line of visible messages: the one behind it. */
  LINK = 2,
  /** Row.BEGAN_AFTER and Row.NODE. The messages that were sent before and after it, of those that have not ended. */
  OLDER = 5,
  NEWER = 7,
}

/** Flags of a message, beside REPORTED, OPEN until it has ended, and its receive count in the attempt bits. */
const enum Is {
  /** It is in the line of visible messages. A message that has ended stays listed while others are before it. */
  LISTED = 2,
  IN_FLIGHT = 4,
}

/** Executions of it that go on: ten bits, for no message is received more often. */
const ONE_EXECUTION = 1 << 20;
const EXECUTIONS = 0x3ff << 20;
const ONE_RECEIVE = 1 << ATTEMPT_SHIFT;

/** No row: not -1, which says of a row that it is free. */
const NONE = -2;

/** Settings of a queue; times in microseconds. */
export interface QueueConfig {
  readonly visibilityTimeout: Micros;
  /** Received so often without an end, a message is a dead letter at the next receive. */
  readonly maxReceiveCount: number;
  readonly retention: Micros;
  readonly inFlightMax: number;
  /** Time that a receive waits for a message (long polling). */
  readonly receiveWait: Micros;
  /** Probability that a received message stays visible all the same. */
  readonly duplicateProbability: number;
  /** Latency of the way to the queue and back. */
  readonly sendLatency: Micros;
}

export interface MessageQueueParts {
  readonly simulation: Simulation;
  readonly seed: number;
  readonly name: string;
  readonly config: QueueConfig;
  readonly recorder: Recorder;
  readonly demands: DemandRecorders;
  /** Request classes of its messages, by number. */
  readonly classes: readonly RequestClass[];
  readonly ways: Ways;
}

/** Counts of the messages of the reported time, and of all requests to the queue. */
export interface QueueCounts {
  executions: number;
  /** Executions of messages that had been executed before, and may have been done. */
  repeated: number;
  /** Executions that ended with their task. */
  lost: number;
  /** Executions whose work failed. */
  failed: number;
  /** Receives by how many messages they brought, and requests of each other sort, warm-up included. */
  readonly receives: Float64Array;
  sends: number;
  deletes: number;
  visibilityChanges: number;
}

/**
 * A standard queue of SQS. Nobody polls and no visibility timeout is an event of its own: who waits for a message gets it as it
 * comes, and one alarm stands for the timeout that is due next, another for the retention of the oldest message.
 *
 *     send ──► visible ──► worker ──► deleted
 *                 ▲           │
 *                 └─ in flight ┘ timeout, or given back;  received too often: dead letter;  too old: expired
 */
export class MessageQueue implements Station {
  readonly counts: QueueCounts = {
    receives: new Float64Array(batchMost + 1),
    ...{ executions: 0, repeated: 0, lost: 0, failed: 0, sends: 0, deletes: 0, visibilityChanges: 0 },
  };
  /** Time of each reported message from its sending to its first receive. */
  readonly queueing = new Histogram();
  readonly latency: Micros;
  declare readonly pollers: Pollers;
  declare readonly classes: readonly RequestClass[];
  /** Messages that can be received. */
  visible = 0;
  // Declared, as the fields of a request's path are, so that V8 knows their classes.
  declare private readonly simulation: Simulation;
  private readonly messages = new WorkTable();
  private readonly inFlight = new InFlight();
  declare private readonly config: QueueConfig;
  declare private readonly recorder: Recorder;
  declare private readonly recorders: readonly Recorder[];
  declare private readonly ways: Ways;
  declare private readonly duplicates: (ordinal: number, receive: number) => number;
  private firstVisible = NONE;
  private lastVisible = NONE;
  private oldest = NONE;
  private newest = NONE;
  private isFeeding = false;
  private readonly timeouts: Alarm;
  /** When that rings: while it does, it has not been set anew. */
  private timeoutAt: Micros = Number.POSITIVE_INFINITY;
  private readonly expiry: Alarm;
  /** Alarm for messages that come back while a task is stopped: they are received after the whole stop. */
  private readonly again: Alarm;
  private deadLetters: MessageQueue | null = null;
  /** By class here: its number at the dead letter queue. */
  private deadClasses: readonly number[] = [];
  /** The largest numbers of the reported time, and since when nobody waits after the largest backlog. */
  private most = { visible: 0, inFlight: 0, inSystem: 0, visibleAt: 0, drainedAt: 0 };

  constructor({ simulation, seed, name, config, recorder, demands, classes, ways }: MessageQueueParts) {
    this.simulation = simulation;
    this.config = config;
    this.latency = config.sendLatency;
    this.recorder = recorder;
    this.recorders = demands.byClass;
    this.classes = classes;
    this.ways = ways;
    this.pollers = new Pollers(simulation, config.receiveWait);
    this.duplicates = keyedDraws(seed, `duplicates/${name}`);
    this.timeouts = simulation.alarm("visibility timeout", () => this.onTimeout());
    this.expiry = simulation.alarm("message expires", () => this.onExpiry());
    this.again = simulation.alarm("messages to receive", () => this.feed());
  }

  /** Messages that have not ended, and rows that an execution still goes on for. */
  get length(): number {
    return this.messages.length;
  }

  get inFlightNow(): number {
    return this.inFlight.length;
  }

  /** Age of the oldest message that has not ended; 0 without any. */
  get oldestAge(): Micros {
    return this.oldest === NONE ? 0 : this.simulation.now - this.messages.arrivalOf(this.oldest);
  }

  /** The reported time begins: what is largest is that of it alone. */
  beginReport(): void {
    const { visible, inFlight } = this;
    const { now } = this.simulation;
    const inSystem = visible + inFlight.length;
    this.most = {
      visible,
      inFlight: inFlight.length,
      inSystem,
      visibleAt: now,
      drainedAt: visible === 0 ? now : Infinity,
    };
  }

  /** The most messages at once, of the reported time. */
  get peaks(): Readonly<Record<"visible" | "inFlight" | "inSystem", number>> {
    return this.most;
  }

  /** Time from the largest backlog until no message was left to receive; Infinity where that never came. */
  get drainTime(): Micros {
    return this.most.drainedAt - this.most.visibleAt;
  }

  /** Messages of the reported time that have not ended; of one demand, or of all. */
  unfinished(recorder: Recorder | null = null): { readonly visible: number; readonly inFlight: number } {
    const left = { visible: 0, inFlight: 0 };
    this.messages.forEach((row) => {
      const flags = this.messages.words[row + Row.FLAGS];
      if ((flags & Flag.AWAITED) !== Flag.AWAITED) return;
      if (recorder !== null && this.recorders[this.classOf(row)] !== recorder) return;
      left[(flags & Is.IN_FLIGHT) === 0 ? "visible" : "inFlight"]++;
    });
    return left;
  }

  /** Connects its dead letter queue, which knows its classes too. */
  buryIn(deadLetters: MessageQueue): void {
    this.deadLetters = deadLetters;
    this.deadClasses = this.classes.map((own) => deadLetters.classes.indexOf(own));
  }

  /** Takes in the messages of a demand as they are sent; its classes begin with number `firstClass`. */
  open(demand: Demand, firstClass: number): void {
    const alarm = this.simulation.alarm(`arrival of ${demand.name}`, () => this.onArrival(demand, firstClass, alarm));
    this.simulation.ring(alarm, demand.nextAt - this.simulation.now);
  }

  wayFor(call: Call, caller: Caller): number {
    return this.ways.add(call, caller);
  }

  /** A service sends a message: it has its answer at once, whatever becomes of the message. */
  offer(from: WorkTable, callingRow: number, way: number, ticket: number): void {
    const row = this.messages.allocate();
    const { words } = this.messages;
    words[row + Row.CURSOR] = this.ways.layOut(way, from, callingRow, this.messages, row) << Steps.SHIFT;
    if (this.simulation.now >= 0) this.recorder.called++;
    this.send(row);
    this.ways.list[way]!.caller.ended(ticket, DONE);
  }

  /** Nobody stops the work of a message by closing a connection. */
  hangUp(_row: number, _cause: Cause): void {}

  /** A task has room: it polls until it has none. */
  ask(consumer: number, task: number): void {
    this.pollers.begin(consumer, task);
    this.feed();
  }

  /** Whoever takes messages from here; gives its number here. */
  join(consumer: Consumer): number {
    return this.pollers.join(consumer);
  }

  /** An execution is over. A message that it has not done stays in flight, is given back, or is put aside. */
  ended(row: number, end: End, { heartbeat, fate }: Pick<Consumer, "heartbeat" | "fate">): void {
    const { words } = this.messages;
    words[row + Row.FLAGS] -= ONE_EXECUTION;
    if (heartbeat !== Number.POSITIVE_INFINITY) this.counts.visibilityChanges += this.beatsOf(row, heartbeat);
    if (end !== DONE && end !== DEGRADED) return this.notDone(row, end, heartbeat, fate);
    this.counts.deletes++;
    if ((words[row + Row.FLAGS] & Flag.OPEN) !== 0) this.close(row, DONE);
    else this.freeUnused(row);
  }

  private notDone(row: number, end: End, heartbeat: Micros, fate: Fate): void {
    const flags = this.messages.words[row + Row.FLAGS];
    if ((flags & Flag.REPORTED) !== 0) this.counts[end === TASK_LOST || end === INTERRUPTED ? "lost" : "failed"]++;
    if ((flags & Flag.OPEN) === 0) this.freeUnused(row);
    else if (fate === "dead-letter") this.putAside(row);
    else if ((flags & Is.IN_FLIGHT) === 0 || (flags & EXECUTIONS) !== 0) return;
    else if (fate === "release") this.giveBack(row);
    else if (heartbeat !== Number.POSITIVE_INFINITY) this.endBeats(row, heartbeat);
  }

  private onArrival(demand: Demand, firstClass: number, alarm: Alarm): void {
    const row = this.messages.allocate();
    const { words } = this.messages;
    words[row + Row.ORDINAL] = demand.taken;
    words[row + Row.CURSOR] = (firstClass + demand.take(words, row + Row.STEPS)) << Steps.SHIFT;
    this.send(row);
    this.simulation.ring(alarm, demand.nextAt - this.simulation.now);
  }

  private send(row: number): void {
    const { now } = this.simulation;
    this.messages.instants[row >> 1] = now;
    this.counts.sends++;
    this.age(row);
    this.admit(row, now < 0 ? Flag.OPEN : Flag.AWAITED);
  }

  /** A message is there, and can be received. */
  private admit(row: number, flags: number): void {
    this.messages.words[row + Row.FLAGS] = flags;
    if ((flags & Flag.REPORTED) !== 0) {
      this.recorder.arrived++;
      if (this.recorders.length > 0) this.recorders[this.classOf(row)].arrived++;
    }
    if (!this.handOver(row)) this.show(row);
    if (this.visible > 0) this.feed();
  }

  /** A task that waits takes a message with nobody before it as it comes: visible for no time, it never joins the line. */
  private handOver(row: number): boolean {
    const { pollers } = this;
    if (this.firstVisible !== NONE || this.isFeeding || this.inFlight.length >= this.config.inFlightMax) return false;
    if (!pollers.next()) return false;
    const consumer = pollers.list[pollers.consumer];
    const { task } = pollers;
    if (consumer.mayRefuse) return false;
    this.isFeeding = true;
    this.messages.words[row + Message.LINK] = NONE;
    this.notePassing();
    this.deliver(row, 0, consumer, task);
    this.counts.receives[1]++;
    pollers.served(consumer.wants(task));
    this.isFeeding = false;
    return true;
  }

  /** A message that is sent now is the newest of all that have not ended. */
  private age(row: number): void {
    const { words } = this.messages;
    const older = this.newest;
    words[row + Message.OLDER] = older;
    words[row + Message.NEWER] = NONE;
    this.newest = row;
    if (older !== NONE) words[older + Message.NEWER] = row;
    else this.isOldest(row);
  }

  /** Places a message moved here from another queue by the time when it was sent. */
  private ageAmong(row: number): void {
    const { words } = this.messages;
    const sent = this.messages.arrivalOf(row);
    let older = this.newest;
    while (older !== NONE && this.messages.arrivalOf(older) > sent) older = words[older + Message.OLDER];
    const newer = older === NONE ? this.oldest : words[older + Message.NEWER];
    this.neighbours(older, row);
    this.neighbours(row, newer);
    if (older === NONE) this.isOldest(row);
  }

  private isOldest(row: number): void {
    this.oldest = row;
    const left = this.messages.arrivalOf(row) + this.config.retention - this.simulation.now;
    this.simulation.ring(this.expiry, Math.max(0, left));
  }

  private neighbours(older: number, newer: number): void {
    const { words } = this.messages;
    if (older === NONE) this.oldest = newer;
    else words[older + Message.NEWER] = newer;
    if (newer === NONE) this.newest = older;
    else words[newer + Message.OLDER] = older;
  }

  /** The last of the visible messages. */
  private show(row: number): void {
    const { words } = this.messages;
    words[row + Row.FLAGS] |= Is.LISTED;
    words[row + Message.LINK] = NONE;
    if (this.lastVisible === NONE) this.firstVisible = row;
    else words[this.lastVisible + Message.LINK] = row;
    this.lastVisible = row;
    this.visible++;
    this.notePeaks();
  }

  private noLongerVisible(): void {
    this.visible--;
    if (this.visible === 0 && this.most.drainedAt === Number.POSITIVE_INFINITY)
      this.most.drainedAt = this.simulation.now;
  }

  private notePeaks(): void {
    const { most, visible, inFlight } = this;
    if (visible > most.visible) {
      most.visible = visible;
      most.visibleAt = this.simulation.now;
      most.drainedAt = Number.POSITIVE_INFINITY;
    }
    if (visible + inFlight.length > most.inSystem) most.inSystem = visible + inFlight.length;
  }

  /**
   * Records the peaks of a message that is received at once while it is the only visible one: `notePeaks` and
   * `noLongerVisible` in one.
   */
  private notePassing(): void {
    const { most, inFlight } = this;
    const { now } = this.simulation;
    if (most.visible === 0) {
      most.visible = 1;
      most.visibleAt = now;
      most.drainedAt = now;
    } else if (most.drainedAt === Number.POSITIVE_INFINITY) most.drainedAt = now;
    if (inFlight.length >= most.inSystem) most.inSystem = inFlight.length + 1;
  }

  /** Gives visible messages to the consumers that wait. */
  private feed(): void {
    if (this.isFeeding || this.visible === 0) return;
    this.isFeeding = true;
    const { pollers, config } = this;
    while (this.visible > 0 && pollers.next() && this.inFlight.length < config.inFlightMax) this.receive();
    this.isFeeding = false;
  }

  /** One receive of the task whose turn it is. */
  private receive(): void {
    const { pollers } = this;
    const consumer = pollers.list[pollers.consumer];
    const { task } = pollers;
    if (consumer.mayRefuse && !consumer.wants(task)) return pollers.served(false); // it polled while it did
    let left = consumer.batch;
    while (left > 0 && this.inFlight.length < this.config.inFlightMax) {
      const row = this.takeVisible();
      if (row === NONE) break;
      this.deliver(row, this.receivesOf(row), consumer, task);
      left--;
    }
    if (left === consumer.batch) return;
    this.counts.receives[consumer.batch - left]++;
    pollers.served(consumer.wants(task));
  }

  /** The next message that may be executed; NONE without any. */
  private takeVisible(): number {
    while (this.firstVisible !== NONE) {
      const row = this.firstVisible;
      this.unlist(row);
      this.dropEnded();
      this.noLongerVisible();
      if (this.receivesOf(row) < this.config.maxReceiveCount) return row;
      this.putAside(row);
    }
    return NONE;
  }

  /** Takes the first out of the line of visible messages. */
  private unlist(row: number): void {
    const { words } = this.messages;
    this.firstVisible = words[row + Message.LINK];
    if (this.firstVisible === NONE) this.lastVisible = NONE;
    words[row + Row.FLAGS] &= ~Is.LISTED;
  }

  /** Lets the line begin with a message that has not ended. */
  private dropEnded(): void {
    const { words } = this.messages;
    while (this.firstVisible !== NONE && (words[this.firstVisible + Row.FLAGS] & Flag.OPEN) === 0) {
      const row = this.firstVisible;
      this.unlist(row);
      this.freeUnused(row);
    }
  }

  /** Somebody gets a message that was received so often before. */
  private deliver(row: number, receives: number, consumer: Consumer, task: number): void {
    const { words } = this.messages;
    const { counts, simulation } = this;
    words[row + Row.FLAGS] += ONE_RECEIVE + ONE_EXECUTION;
    if ((words[row + Row.FLAGS] & Flag.REPORTED) !== 0) {
      counts.executions++;
      if (receives > 0) counts.repeated++;
      else this.queueing.record(simulation.now - this.messages.arrivalOf(row));
    }
    if (this.config.duplicateProbability > 0 && this.isDuplicated(row, receives)) this.show(row);
    else this.hide(row, consumer.heartbeat);
    consumer.take(task, this.messages, row);
  }

  /** Delivery is at least once: with some probability the message stays visible although a consumer has it. */
  private isDuplicated(row: number, receives: number): boolean {
    return this.duplicates(this.messages.words[row + Row.ORDINAL], receives) < this.config.duplicateProbability;
  }

  private hide(row: number, heartbeat: Micros): void {
    const { words } = this.messages;
    const { now } = this.simulation;
    const due = heartbeat === Number.POSITIVE_INFINITY ? now + this.config.visibilityTimeout : Number.POSITIVE_INFINITY;
    this.inFlight.add(row, now, due);
    words[row + Row.FLAGS] |= Is.IN_FLIGHT;
    if (this.inFlight.length > this.most.inFlight) this.most.inFlight = this.inFlight.length;
    if (due < this.timeoutAt) this.ringAt(due);
  }

  private ringAt(due: Micros): void {
    this.timeoutAt = due;
    if (due !== Number.POSITIVE_INFINITY) this.simulation.ring(this.timeouts, due - this.simulation.now);
  }

  private onTimeout(): void {
    const { now } = this.simulation;
    while (this.inFlight.nextAt <= now) this.reappear(this.inFlight.next);
    this.ringAt(this.inFlight.nextAt);
    this.feed();
  }

  /** The message was not deleted in time, or is given back: it becomes visible again. */
  private reappear(row: number): void {
    this.reveal(row);
    this.show(row);
  }

  private reveal(row: number): void {
    const { words } = this.messages;
    this.inFlight.remove(row);
    words[row + Row.FLAGS] &= ~Is.IN_FLIGHT;
    const isRoom = this.inFlight.length === this.config.inFlightMax - 1;
    if (isRoom) this.simulation.ring(this.again, 0);
  }

  /** A worker sets what is left of its visibility timeout to 0. */
  private giveBack(row: number): void {
    this.counts.visibilityChanges++;
    this.reappear(row);
    this.simulation.ring(this.again, 0);
  }

  /** Nobody extends its visibility timeout any more: it comes back after what is left of the last. */
  private endBeats(row: number, heartbeat: Micros): void {
    const beatenAt = this.inFlight.receivedAt(row) + this.beatsOf(row, heartbeat) * heartbeat;
    const due = beatenAt + this.config.visibilityTimeout;
    this.inFlight.wait(row, due);
    if (due < this.timeoutAt) this.ringAt(due);
  }

  /** Number of times that a worker has extended the visibility timeout of a message by now. */
  private beatsOf(row: number, heartbeat: Micros): number {
    const { words } = this.messages;
    if ((words[row + Row.FLAGS] & Is.IN_FLIGHT) === 0) return 0;
    return Math.floor((this.simulation.now - this.inFlight.receivedAt(row)) / heartbeat);
  }

  private putAside(row: number): void {
    this.deadLetters?.inter(this.messages, row, this.deadClasses[this.classOf(row)]);
    this.close(row, DEAD_LETTERED);
  }

  /** A dead letter of another queue: it keeps the instant at which it was sent. */
  private inter(from: WorkTable, dead: number, ownClass: number): void {
    const row = this.messages.copy(from, dead);
    const { words } = this.messages;
    words[row + Row.CURSOR] = ownClass << Steps.SHIFT;
    const isReported = (words[row + Row.FLAGS] & Flag.REPORTED) !== 0;
    if (isReported) this.recorder.called++;
    this.ageAmong(row);
    this.admit(row, isReported ? Flag.AWAITED : Flag.OPEN);
  }

  private onExpiry(): void {
    const { now } = this.simulation;
    const { retention } = this.config;
    const nextAt = () =>
      this.oldest === NONE ? Number.POSITIVE_INFINITY : this.messages.arrivalOf(this.oldest) + retention;
    while (nextAt() <= now) this.close(this.oldest, EXPIRED);
    if (this.oldest !== NONE) this.simulation.ring(this.expiry, nextAt() - now);
  }

  /** A message has ended, once. Its row stays while somebody works on it, or where others stand before it. */
  private close(row: number, end: End): void {
    const { words } = this.messages;
    const flags = words[row + Row.FLAGS];
    if ((flags & Is.IN_FLIGHT) !== 0) this.reveal(row);
    if ((flags & Is.LISTED) !== 0) this.noLongerVisible();
    this.neighbours(words[row + Message.OLDER], words[row + Message.NEWER]);
    words[row + Row.FLAGS] &= ~Flag.OPEN;
    if ((flags & Flag.REPORTED) !== 0) {
      const elapsed = this.simulation.now - this.messages.arrivalOf(row);
      this.recorder.end(end, elapsed);
      if (this.recorders.length > 0) this.recorders[this.classOf(row)].end(end, elapsed);
    }
    if ((flags & Is.LISTED) === 0) this.freeUnused(row);
    else this.dropEnded();
  }

  private freeUnused(row: number): void {
    if ((this.messages.words[row + Row.FLAGS] & (EXECUTIONS | Is.LISTED)) === 0) this.messages.free(row);
  }

  private receivesOf(row: number): number {
    return (this.messages.words[row + Row.FLAGS] >> ATTEMPT_SHIFT) & ATTEMPT_MASK;
  }

  private classOf(row: number): number {
    return this.messages.words[row + Row.CURSOR] >> Steps.SHIFT;
  }
}
