import type { Demand } from "../../workload/demand.js";
import { Whole } from "../../workload/distributions/distribution.js";
import type { Call, RequestClass } from "../../workload/requests.js";
import { type Alarm, type EventKind, NO_EVENT, type Simulation } from "../engine/simulation.js";
import { type Cause, DEGRADED, DONE, type End, QUEUE_FULL, SHED, TIMEOUT, UNEXPECTED } from "../facts/ends.js";
import type { Recorder } from "../facts/recorder.js";
import type { LoadBalancer } from "../targets/index.js";
import { type Target, targetsOf, type Ways } from "./calls.js";
import { type ClassTable, Next } from "./classes.js";
import type { WorkErrors } from "./errors.js";
import { Overflow } from "./overflow.js";
import type { RequestDegradation } from "./request-degradation.js";
import type { Retries } from "./retries.js";
import { ATTEMPT_MASK, ATTEMPT_SHIFT, CONNECTING, Flag, Place, Row, Steps, type WorkTable } from "./row.js";
import { Server, type Servers, SILENT } from "./servers.js";
import type { TrafficSplit } from "./split.js";
import { Away, type Caller, type Station } from "./station.js";
import type { WriteBuffer } from "./write-buffer.js";

/** The parts of a request service; `acknowledge` says whether an answer waits until its writes are durable. */
export interface RequestPathParts {
  readonly simulation: Simulation;
  readonly requests: WorkTable;
  readonly classes: ClassTable;
  readonly servers: Servers;
  /** Null where work comes to its task without one: over a connection, or fetched. */
  readonly balancer: LoadBalancer | null;
  /** The balancer has several nodes, each with counts of its own. */
  readonly hasNodes: boolean;
  /** Why a request fails that the balancer has no target for. */
  readonly noTarget: Cause;
  readonly recorder: Recorder;
  /** Recorder of the demand of each class, where demands are reported apart; else empty. */
  readonly recorders: readonly Recorder[];
  readonly split: TrafficSplit;
  readonly writes: WriteBuffer;
  /** The balancer answers 504 when it could not connect to a silent task for this long. */
  readonly connectTimeout: number;
  readonly acknowledge: "buffered" | "durable";
  readonly degradation: RequestDegradation;
  readonly retries: Retries;
  /** The ways in through which other services call it. */
  readonly ways: Ways;
  /** The call to another service for requests that find no room here; null where those fail. */
  readonly overflow: Call | null;
  /** Latency that the network and the balancer add to each answer, in microseconds. */
  readonly latency: number;
  readonly errors: WorkErrors;
  /** A request has left a task whose server tells that (`Server.TELLS_BELOW`), and nobody has taken its slot. */
  readonly taskFreed: (task: number) => void;
  /** A task's requests hold more than its memory; the task is to die, but not before this instant's handler is done. */
  readonly outOfMemory: (task: number) => void;
}

/**
 * The path of a request through a load-balanced service: arrival, admission, steps, answer.
 * An attempt stands in one place at a time: a pending event, a task's queue, or a task's CPU.
 */
export class RequestPath implements Station, Caller {
  /** Attempts that reached the balancer, warm-up included: what RequestCountPerTarget counts. */
  attempts = 0;
  readonly latency: number;
  // Declared, since a field that held `undefined` before the constructor has no known class to V8, which then checks it at
  // each use; not `#`, which takes more of the bytecode that V8 counts before it inlines.
  declare private readonly simulation: Simulation;
  declare private readonly requests: WorkTable;
  declare private readonly classes: ClassTable;
  /** Columns of the class table. */
  declare private readonly steps: Uint8Array;
  declare private readonly writesOf: Int32Array;
  declare private readonly servers: Servers;
  declare private readonly balancer: LoadBalancer | null;
  declare private readonly recorder: Recorder;
  declare private readonly recorders: readonly Recorder[];
  declare private readonly writes: WriteBuffer;
  declare private readonly degradation: RequestDegradation;
  declare private readonly split: TrafficSplit;
  declare private readonly taskFreed: (task: number) => void;
  declare private readonly parts: RequestPathParts;
  declare private readonly ways: Ways;
  /** By cursor: the target of a step that calls. */
  private targets: readonly (Target | undefined)[] = [];
  private readonly overflow: Overflow | null = null;
  private readonly usesMemory: boolean = false;
  private readonly hasNodes: boolean = false;
  private readonly isBuffered: boolean = false;
  private readonly tellsDemands: boolean = false;
  private readonly canFail: boolean = false;
  private readonly waited: EventKind = NO_EVENT;
  private readonly durable: EventKind = NO_EVENT;
  private readonly retry: EventKind = NO_EVENT;
  private readonly noConnection: EventKind = NO_EVENT;
  private returned: EventKind = NO_EVENT;

  constructor(parts: RequestPathParts) {
    this.simulation = parts.simulation;
    this.requests = parts.requests;
    this.classes = parts.classes;
    this.steps = parts.classes.steps;
    this.writesOf = parts.classes.writes;
    this.usesMemory = parts.classes.usesMemory;
    this.servers = parts.servers;
    this.balancer = parts.balancer;
    this.hasNodes = parts.hasNodes;
    this.recorder = parts.recorder;
    this.recorders = parts.recorders;
    this.tellsDemands = this.recorders.length > 0;
    this.writes = parts.writes;
    this.degradation = parts.degradation;
    this.split = parts.split;
    this.isBuffered = parts.acknowledge === "buffered";
    this.canFail = parts.errors.arePossible;
    this.taskFreed = parts.taskFreed;
    this.parts = parts;
    this.ways = parts.ways;
    this.latency = parts.latency;
    this.waited = parts.simulation.event("wait step finished", (row) => this.onWaited(row));
    this.durable = parts.simulation.event("write durable", (row) => this.onDurable(row));
    this.retry = parts.simulation.event("retry", (row) => this.onRetry(row));
    this.noConnection = parts.simulation.event("connect timed out", (row) => this.onNoConnection(row));
    const back = (row: number, end: End) => this.handedBack(row, end);
    if (parts.overflow !== null) this.overflow = new Overflow(parts.simulation, parts.requests, parts.overflow, back);
  }

  /** Finds the services that its requests call, once all of them are there. */
  callTo(stationOf: (service: string) => Station): void {
    this.targets = targetsOf(this.classes, this, stationOf);
    if (this.targets.length > 0) this.returned = this.simulation.event("call returned", (row) => this.onReturned(row));
    this.overflow?.callTo(stationOf);
  }

  wayFor(call: Call, caller: Caller): number {
    return this.ways.add(call, caller);
  }

  /** A request from within: it arrives as those from outside do, and its end is told to whoever called. */
  offer(from: WorkTable, callingRow: number, way: number, ticket: number): void {
    const row = this.requests.allocate();
    const words = this.requests.words;
    const now = this.simulation.now;
    const requestClass = this.ways.layOut(way, from, callingRow, this.requests, row);
    this.requests.instants[row >> 1] = now;
    words[row + Row.CURSOR] = requestClass << Steps.SHIFT;
    words[row + Row.FLAGS] = Flag.CALLED | (now < 0 ? Flag.OPEN : Flag.AWAITED);
    words[row + Row.BEGAN_AFTER] = 0;
    this.requests.setCaller(row, way, ticket);
    this.parts.retries.called(requestClass);
    if (now >= 0) this.recorder.called++;
    if (this.classOf(row).cancelOnDisconnect) this.callerOf(row).stands(ticket, row);
    this.arrive(row, now);
  }

  /** Work that a task has fetched and has a slot for: no balancer chooses, and its end is told to the way's caller. */
  fetch(from: WorkTable, fetched: number, way: number, task: number): void {
    const row = this.requests.allocate();
    const words = this.requests.words;
    const now = this.simulation.now;
    this.requests.layOut(row, from, fetched, this.steps);
    this.requests.instants[row >> 1] = now;
    const attempt = from.words[fetched + Row.FLAGS] & (ATTEMPT_MASK << ATTEMPT_SHIFT);
    words[row + Row.FLAGS] = attempt | Flag.CALLED | (now < 0 ? Flag.OPEN : Flag.AWAITED);
    words[row + Row.BEGAN_AFTER] = 0;
    this.requests.setCaller(row, way, fetched);
    if (now >= 0) this.recorder.arrived++;
    this.deliver(row, task);
  }

  /**
   * Takes in the requests of a demand as they arrive; its classes stand in the class table from `firstClass` on.
   * An arrival is an alarm that its own handler moves to the next.
   */
  open(demand: Demand, firstClass: number): void {
    const alarm = this.simulation.alarm(`arrival of ${demand.name}`, () => this.onArrival(demand, firstClass, alarm));
    this.simulation.ring(alarm, demand.nextAt - this.simulation.now);
  }

  private onArrival(demand: Demand, firstClass: number, alarm: Alarm): void {
    const row = this.requests.allocate();
    const words = this.requests.words;
    const now = this.simulation.now;
    this.requests.instants[row >> 1] = now;
    words[row + Row.ORDINAL] = demand.taken;
    words[row + Row.CURSOR] = (firstClass + demand.take(words, row + Row.STEPS)) << Steps.SHIFT;
    words[row + Row.FLAGS] = now < 0 ? Flag.OPEN : Flag.AWAITED;
    words[row + Row.BEGAN_AFTER] = 0;
    this.arrive(row, now);
    this.simulation.ring(alarm, demand.nextAt - now);
  }

  private arrive(row: number, now: number): void {
    if (now >= 0) {
      this.recorder.arrived++;
      if (this.tellsDemands) this.recorderOf(row).arrived++;
    }
    const copy = this.split.isOn ? this.split.arrive(this.requests, row, now) : -1;
    this.attempt(row);
    if (copy >= 0) this.attempt(copy);
  }

  /** Work that comes over a connection: the task that holds it takes it, and no other. */
  deliver(row: number, task: number): void {
    this.attempts++;
    this.admit(row, task);
  }

  /** A CPU step of the task is finished. */
  computed(task: number): void {
    this.advance(this.servers.computed(task));
  }

  /** The client of this attempt has waited long enough; the task goes on with the work unless its class says otherwise. */
  expire(row: number): void {
    this.requests.words[row + Row.FLAGS] &= ~CONNECTING;
    this.forsake(row, TIMEOUT);
  }

  /** Nobody waits for this attempt any more, since its client has given up or its connection is gone. */
  forsake(row: number, cause: Cause): void {
    this.fail(row, cause);
    if (this.requests.words[row + Row.TASK] <= Place.ADRIFT) return this.letGo(row);
    this.requests.words[row + Row.FLAGS] &= ~Flag.OPEN;
    if (this.classOf(row).cancelOnDisconnect) this.cancel(row, cause);
  }

  /** The caller of a request has ended: so does the request, for the same cause, leaving no work behind. */
  hangUp(row: number, cause: Cause): void {
    const words = this.requests.words;
    this.close(row, words[row + Row.FLAGS], cause);
    if (words[row + Row.TASK] === Place.NOWHERE) words[row + Row.FLAGS] = Flag.DEAD;
    else if (words[row + Row.TASK] <= Place.ADRIFT) this.letGo(row);
    else {
      words[row + Row.FLAGS] &= ~Flag.OPEN;
      this.cancel(row, cause);
    }
  }

  /** A call that a request here has made is over; the answer is on its way. */
  ended(row: number, end: End): void {
    const words = this.requests.words;
    const cursor = words[row + Row.CURSOR];
    words[row + Row.STEPS + (cursor & Steps.MASK)] = Away.ENDED + end;
    this.simulation.after(this.targets[cursor]!.station.latency, this.returned, row);
  }

  waits(row: number): boolean {
    return (this.requests.words[row + Row.FLAGS] & Flag.DEAD) === 0;
  }

  stands(row: number, at: number): void {
    const words = this.requests.words;
    words[row + Row.STEPS + (words[row + Row.CURSOR] & Steps.MASK)] = ~at;
  }

  /** Fails whatever the task still holds: it is gone, or its connections are cut. */
  cut(task: number, cause: Cause): void {
    this.requests.forEach((row) => {
      const words = this.requests.words;
      if (words[row + Row.TASK] !== task || (words[row + Row.FLAGS] & Flag.DEAD) !== 0) return;
      if ((words[row + Row.FLAGS] & Flag.OPEN) !== 0) this.fail(row, cause);
      this.requests.words[row + Row.FLAGS] = Flag.DEAD;
      this.release(row, task);
      this.closeCall(row, cause);
    });
    this.servers.clear(task, (row) => this.requests.free(row));
  }

  /** Fails what has no slot yet of what the task holds. */
  cutWaiting(task: number, cause: Cause): void {
    const queue = this.servers.queues[task];
    while (queue.length > 0) {
      const row = queue.shift();
      if (this.usesMemory) this.unhold(row, task);
      this.release(row, task);
      this.refuse(row, cause);
    }
  }

  /**
   * The task is silent: what it has in flight waits until its client or the balancer gives up. Requests whose step is not a
   * place in a queue or on the CPU have an event yet, which then means nothing.
   */
  hang(task: number): void {
    this.requests.forEach((row) => {
      const words = this.requests.words;
      if (words[row + Row.TASK] !== task || (words[row + Row.FLAGS] & Flag.DEAD) !== 0) return;
      if ((words[row + Row.FLAGS] & Flag.OPEN) !== 0) words[row + Row.TASK] = Place.HUNG - task;
      else this.release(row, task);
      words[row + Row.FLAGS] |= Flag.DEAD;
    });
    this.servers.clear(task, (row) => {
      if (this.requests.words[row + Row.TASK] === task) this.requests.free(row);
      else this.requests.words[row + Row.FLAGS] &= ~Flag.DEAD;
    });
  }

  /** The task is deregistered: the balancer counts nothing at it any more, though clients may still wait. */
  forget(task: number): void {
    this.requests.forEach((row) => {
      if (this.requests.words[row + Row.TASK] !== Place.HUNG - task) return;
      this.release(row, task);
      this.requests.words[row + Row.TASK] = Place.ADRIFT;
    });
  }

  /** Requests that have neither been answered nor given up, reported ones only; of the demand of a recorder, or of all. */
  unfinished(recorder: Recorder | null = null): number {
    return this.requests.count(Flag.AWAITED, (row) => recorder === null || this.recorderOf(row) === recorder);
  }

  private onRetry(row: number): void {
    const words = this.requests.words;
    if ((words[row + Row.FLAGS] & Flag.DEAD) !== 0) return this.requests.free(row);
    if (this.isForsaken(row)) {
      this.close(row, words[row + Row.FLAGS], words[row + Row.BEGAN_AFTER] as Cause);
      return this.requests.free(row);
    }
    words[row + Row.BEGAN_AFTER] = Math.min(this.simulation.now - this.requests.arrivalOf(row), Whole.MAX);
    if ((words[row + Row.FLAGS] & Flag.REPORTED) !== 0) {
      this.recorder.retried++;
      if (this.tellsDemands) this.recorderOf(row).retried++;
    }
    if ((words[row + Row.FLAGS] & Flag.COUNTED) !== 0) this.split.retried(words[row + Row.FLAGS]);
    this.attempt(row);
  }

  /** The balancer chooses a task; there a free slot, or else a place in its queue. */
  private attempt(row: number): void {
    this.attempts++;
    if (this.degradation.isActive && this.degradation.strikes(this.requests, row)) return this.refuse(row, SHED);
    const { now } = this.simulation;
    const task = this.split.isOn ? this.split.take(this.requests, row, now) : this.balancer!.take(now);
    if (task < 0) return this.turnAway(row, this.parts.noTarget);
    if (this.hasNodes) this.requests.words[row + Row.NODE] = this.balancer!.node;
    this.admit(row, task);
  }

  private admit(row: number, task: number): void {
    this.requests.words[row + Row.TASK] = task;
    const words = this.servers.words;
    const at = task * Server.WORDS;
    if (words[at + Server.REFUSES] > 0 || words[at + Server.BUSY] >= words[at + Server.SLOTS]) {
      return this.enqueue(row, task);
    }
    words[at + Server.BUSY]++;
    if (this.usesMemory) this.hold(row, task);
    this.begin(row);
  }

  /** No slot is free: the request joins the queue or gets 503. */
  private enqueue(row: number, task: number): void {
    const words = this.servers.words;
    const at = task * Server.WORDS;
    const queue = this.servers.queues[task];
    if (words[at + Server.REFUSES] === SILENT) this.connect(row, task);
    else if (words[at + Server.REFUSES] > 0) {
      this.release(row, task);
      this.refuse(row, (words[at + Server.REFUSES] - 1) as Cause);
    } else if (queue.length >= words[at + Server.QUEUE_LIMIT]) {
      this.release(row, task);
      this.turnAway(row, QUEUE_FULL);
    } else {
      queue.push(row);
      if (this.usesMemory) this.hold(row, task);
    }
  }

  /** Nothing answers: 504 when the balancer has waited long enough for a connection. */
  private connect(row: number, task: number): void {
    this.requests.words[row + Row.TASK] = Place.HUNG - task;
    this.requests.words[row + Row.FLAGS] |= CONNECTING;
    this.simulation.after(this.parts.connectTimeout, this.noConnection, row);
  }

  /** The row may hold another attempt by now, which began at another instant. */
  private onNoConnection(row: number): void {
    const words = this.requests.words;
    const isWaiting = words[row + Row.TASK] <= Place.ADRIFT && (words[row + Row.FLAGS] & CONNECTING) !== 0;
    const isDue = this.requests.beganAt(row) + this.parts.connectTimeout === this.simulation.now;
    if (isWaiting && isDue) this.forsake(row, TIMEOUT);
  }

  /** Nobody waits for a request at a silent task any more. */
  private letGo(row: number): void {
    const words = this.requests.words;
    const task = Place.HUNG - words[row + Row.TASK];
    if (task >= 0) this.release(row, task);
    words[row + Row.TASK] = Place.ADRIFT;
    words[row + Row.FLAGS] &= Flag.DEAD;
    if (words[row + Row.FLAGS] === 0) this.requests.free(row);
  }

  /** The event of a request whose task is gone; the row stays where its client still waits. */
  private onStale(row: number): void {
    const words = this.requests.words;
    if ((words[row + Row.FLAGS] & Flag.OPEN) === 0) this.requests.free(row);
    else words[row + Row.FLAGS] &= ~Flag.DEAD;
  }

  /** Begins the step that the request has come to. */
  private begin(row: number): void {
    const words = this.requests.words;
    const cursor = words[row + Row.CURSOR];
    const work = words[row + Row.STEPS + (cursor & Steps.MASK)];
    if (this.steps[cursor] === Next.WAIT) this.simulation.after(work, this.waited, row);
    else if (this.steps[cursor] === Next.CPU) this.compute(row, work);
    else this.call(row, cursor);
  }

  /** The row keeps its slot and waits, as in a wait step whose end somebody else decides. */
  private call(row: number, cursor: number): void {
    const { station, way } = this.targets[cursor]!;
    station.offer(this.requests, row, way, row);
  }

  private onReturned(row: number): void {
    const words = this.requests.words;
    if ((words[row + Row.FLAGS] & Flag.DEAD) !== 0) return this.onStale(row);
    const end = (words[row + Row.STEPS + (words[row + Row.CURSOR] & Steps.MASK)] - Away.ENDED) as End;
    if (end === DONE || end === DEGRADED) this.advance(row);
    else this.giveIn(row, end);
  }

  /** A request fails with what it has called, or of itself. */
  private giveIn(row: number, cause: Cause): void {
    const words = this.requests.words;
    const task = words[row + Row.TASK];
    words[row + Row.FLAGS] |= Flag.BROKEN;
    if ((words[row + Row.FLAGS] & Flag.OPEN) !== 0) this.fail(row, cause);
    if (this.usesMemory) this.unhold(row, task);
    this.requests.free(row);
    this.leave(row, task);
  }

  private compute(row: number, work: number): void {
    const words = this.requests.words;
    const flags = words[row + Row.FLAGS];
    const isDegraded = (flags & Flag.DEGRADED) !== 0;
    this.servers.compute(words[row + Row.TASK], row, isDegraded ? this.degradation.work(work, flags) : work);
  }

  private onWaited(row: number): void {
    if ((this.requests.words[row + Row.FLAGS] & Flag.DEAD) !== 0) this.onStale(row);
    else this.advance(row);
  }

  /** A step is done: on to the next, or to the end. */
  private advance(row: number): void {
    const cursor = ++this.requests.words[row + Row.CURSOR];
    if (this.steps[cursor] === Next.END) this.finish(row, this.writesOf[cursor >> Steps.SHIFT]);
    else this.begin(row);
  }

  /** The last step is done: the writes are handed over and the answer goes out. */
  private finish(row: number, writes: number): void {
    if (this.canFail && this.parts.errors.strike(this.requests, row)) return this.giveIn(row, UNEXPECTED);
    if (writes > 0 && (this.requests.words[row + Row.FLAGS] & Flag.SHADOW) === 0) {
      const task = this.requests.words[row + Row.TASK];
      const isThrough = this.servers.words[task * Server.WORDS + Server.WRITES_THROUGH] === 1;
      if (isThrough) this.writes.acceptDurable(writes);
      else if (this.isBuffered) this.writes.accept(task, writes, this.simulation.now);
      else return this.awaitFlush(row, task);
    }
    this.answer(row);
  }

  private awaitFlush(row: number, task: number): void {
    this.simulation.after(this.writes.durableAfter(task, this.simulation.now), this.durable, row);
  }

  private onDurable(row: number): void {
    const words = this.requests.words;
    if ((words[row + Row.FLAGS] & Flag.DEAD) !== 0) return this.onStale(row);
    this.writes.acceptDurable(this.writesOf[words[row + Row.CURSOR] >> Steps.SHIFT]);
    this.answer(row);
  }

  private answer(row: number): void {
    const words = this.requests.words;
    const task = words[row + Row.TASK];
    const flags = words[row + Row.FLAGS];
    if ((flags & Flag.OPEN) !== 0) this.close(row, flags, (flags & Flag.DEGRADED) === 0 ? DONE : DEGRADED);
    if (this.usesMemory) this.unhold(row, task);
    this.requests.free(row);
    this.leave(row, task);
  }

  /** A request has ended: the recorder is told, and whoever called. Its row may go on with work that nobody waits for. */
  private close(row: number, flags: number, end: End): void {
    if ((flags & Flag.REPORTED) !== 0) {
      const elapsed = this.simulation.now - this.requests.instants[row >> 1];
      this.recorder.end(end, elapsed);
      if (this.tellsDemands) this.recorderOf(row).end(end, elapsed);
    }
    if ((flags & Flag.COUNTED) !== 0) this.split.end(this.requests, row, flags, end, this.simulation.now);
    if ((flags & Flag.CALLED) !== 0) this.callerOf(row).ended(this.requests.ticketOf(row), end);
  }

  /**
   * A slot has become free: the next request in the queue takes it. The row may be free already; its node is still
   * there.
   */
  private leave(row: number, task: number): void {
    this.release(row, task);
    const queue = this.servers.queues[task];
    if (queue.length > 0) return this.begin(queue.shift());
    const words = this.servers.words;
    const at = task * Server.WORDS;
    if (--words[at + Server.BUSY] < words[at + Server.TELLS_BELOW]) this.taskFreed(task);
  }

  private release(row: number, task: number): void {
    if (this.balancer !== null) this.balancer.release(task, this.hasNodes ? this.requests.words[row + Row.NODE] : 0);
  }

  /** Nobody here has room for it: another service takes it, or it fails. */
  private turnAway(row: number, cause: Cause): void {
    if (this.overflow === null || (this.requests.words[row + Row.FLAGS] & Flag.SHADOW) !== 0) this.refuse(row, cause);
    else this.overflow.offer(row);
  }

  /** Passes the end that a request had elsewhere to its client or caller. */
  private handedBack(row: number, end: End): void {
    const flags = this.requests.words[row + Row.FLAGS] & ~Flag.DEAD;
    const isOpen = (flags & Flag.OPEN) !== 0;
    this.requests.words[row + Row.FLAGS] = flags | Flag.BROKEN;
    if (isOpen && end !== DONE && end !== DEGRADED) return this.refuse(row, end);
    if (isOpen) this.close(row, flags, end);
    this.requests.free(row);
  }

  private refuse(row: number, cause: Cause): void {
    this.fail(row, cause);
    this.requests.free(row);
  }

  /** The attempt ends without an answer; the request ends with it unless it is tried again in a row of its own. */
  private fail(row: number, cause: Cause): void {
    const retry = this.isForsaken(row) ? null : this.parts.retries.next(row, cause);
    if (retry === null) return this.close(row, this.requests.words[row + Row.FLAGS], cause);
    this.simulation.after(retry.delay, this.retry, retry.row);
    if ((this.requests.words[row + Row.FLAGS] & Flag.CALLED) === 0 || !this.classOf(row).cancelOnDisconnect) return;
    this.callerOf(row).stands(this.requests.ticketOf(row), retry.row);
  }

  /** Whether the caller is gone, so that nobody tries it again. */
  private isForsaken(row: number): boolean {
    if ((this.requests.words[row + Row.FLAGS] & Flag.CALLED) === 0) return false;
    return !this.callerOf(row).waits(this.requests.ticketOf(row));
  }

  /** Takes the work of an attempt whose client has gone off its task. */
  private cancel(row: number, cause: Cause): void {
    const words = this.requests.words;
    const task = words[row + Row.TASK];
    if (task === Place.NOWHERE) return;
    if (this.usesMemory) this.unhold(row, task);
    if (this.servers.queues[task].remove(row)) {
      this.release(row, task);
      this.requests.free(row);
    } else {
      if (this.servers.withdraw(task, row)) this.requests.free(row);
      else {
        words[row + Row.FLAGS] |= Flag.DEAD;
        this.closeCall(row, cause);
      }
      this.leave(row, task);
    }
  }

  /** The connection of a call is closed: who serves it hears of that where it would stop its work. */
  private closeCall(row: number, cause: Cause): void {
    const words = this.requests.words;
    const cursor = words[row + Row.CURSOR];
    if (this.steps[cursor] !== Next.CALL) return;
    const stands = words[row + Row.STEPS + (cursor & Steps.MASK)];
    if (stands < 0) this.targets[cursor]!.station.hangUp(~stands, cause);
  }

  private hold(row: number, task: number): void {
    this.servers.heldMib[task] += this.classOf(row).memoryMb;
    if (this.servers.heldMib[task] > this.servers.memoryMib[task]) this.parts.outOfMemory(task);
  }

  private unhold(row: number, task: number): void {
    this.servers.heldMib[task] -= this.classOf(row).memoryMb;
  }

  private callerOf(row: number): Caller {
    return this.ways.list[this.requests.wayOf(row)]!.caller;
  }

  private recorderOf(row: number): Recorder {
    return this.recorders[this.requests.words[row + Row.CURSOR] >> Steps.SHIFT];
  }

  private classOf(row: number): RequestClass {
    return this.classes.list[this.requests.words[row + Row.CURSOR] >> Steps.SHIFT];
  }
}
