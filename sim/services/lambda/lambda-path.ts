import type { Demand } from "../../../workload/demand.js";
import { Whole } from "../../../workload/distributions/distribution.js";
import type { Call } from "../../../workload/requests.js";
import { type Alarm, type EventKind, NO_EVENT, type Simulation } from "../../engine/simulation.js";
import { type Cause, DEGRADED, DONE, type End, THROTTLED, TIMEOUT, UNEXPECTED } from "../../facts/ends.js";
import type { Recorder } from "../../facts/recorder.js";
import { type Target, targetsOf, type Way, type Ways } from "../../work/calls.js";
import { type ClassTable, Next } from "../../work/classes.js";
import type { WorkErrors } from "../../work/errors.js";
import type { Retries } from "../../work/retries.js";
import { Flag, Place, Row, Steps, type WorkTable } from "../../work/row.js";
import { Away, type Caller, type Station } from "../../work/station.js";
import type { DemandRecorders } from "../request-facts.js";
import { AttemptCounts, type Environments, Kind } from "./environments.js";
import type { EventRetries } from "./event-retries.js";

/** The parts of a function. */
export interface LambdaPathParts {
  readonly simulation: Simulation;
  readonly requests: WorkTable;
  readonly classes: ClassTable;
  readonly environments: Environments;
  readonly recorder: Recorder;
  readonly demands: DemandRecorders;
  /** Retries by clients that wait for an answer. */
  readonly retries: Retries;
  /** Retries by Lambda itself for asynchronous events; null where every invocation is waited for. */
  readonly events: EventRetries | null;
  readonly ways: Ways;
  /** Duration of a CPU step divided by its CPU work, from the function's memory and architecture. */
  readonly slowdown: number;
  /** Time in the handler after which an invocation is ended, in microseconds. */
  readonly timeout: number;
  readonly errors: WorkErrors;
  readonly latency: number;
}

/** Counts of invocations: of requests that arrived in the reported time. */
export class InvocationCounts {
  /** Started ones that the function ended with an error, or that ran into its timeout. */
  errors = 0;
  /** Asynchronous events: attempts after the first, and what became of each. */
  retried = 0;
  worked = 0;
  deadLettered = 0;
  dropped = 0;
}

/** Instants are kept in a word as what is left of them modulo 2^31 µs, 35 minutes: more than any invocation lasts. */
const CLOCK_MASK = 0x7fff_ffff;

/**
 * The path of an invocation: an environment, its steps one after the other in it, an answer. An environment works on one
 * invocation at a time, so that steps add up: between two calls of other services there is one event.
 * A row's TASK word says in what kind of environment it is, its NODE word since when (modulo 2^31 µs).
 */
export class LambdaPath implements Station, Caller {
  readonly tally = new InvocationCounts();
  /** Attempts of requests that arrived before the reported time: all attempts but these are reported. */
  readonly early = new AttemptCounts();
  readonly latency: number;
  // Declared and not `#`, for the reasons that the path of a request gives.
  declare private readonly simulation: Simulation;
  declare private readonly requests: WorkTable;
  declare private readonly classes: ClassTable;
  declare private readonly steps: Uint8Array;
  declare private readonly environments: Environments;
  declare private readonly recorder: Recorder;
  declare private readonly recorders: readonly Recorder[];
  declare private readonly parts: LambdaPathParts;
  declare private readonly ways: Ways;
  declare private readonly events: EventRetries | null;
  private targets: readonly (Target | undefined)[] = [];
  private readonly slowdown: number = 1;
  private readonly timeout: number = 0;
  private readonly canFail: boolean = false;
  private readonly tellsDemands: boolean = false;
  /** Some class calls others. */
  private readonly hasCalls: boolean = false;
  /** By class: whether its steps call other services, so that its duration is not known when it begins. */
  private readonly callsOthers: readonly boolean[] = [];
  private readonly handled: EventKind = NO_EVENT;
  private readonly retry: EventKind = NO_EVENT;
  private readonly timedOut: EventKind = NO_EVENT;
  private readonly calls: EventKind = NO_EVENT;
  private readonly returned: EventKind = NO_EVENT;

  constructor(parts: LambdaPathParts) {
    const { simulation, classes, demands } = parts;
    this.parts = parts;
    this.simulation = simulation;
    this.requests = parts.requests;
    this.classes = classes;
    this.steps = classes.steps;
    this.environments = parts.environments;
    this.recorder = parts.recorder;
    this.recorders = demands.byClass;
    this.tellsDemands = this.recorders.length > 0;
    this.ways = parts.ways;
    this.events = parts.events;
    this.slowdown = parts.slowdown;
    this.timeout = parts.timeout;
    this.canFail = parts.errors.arePossible;
    this.latency = parts.latency;
    this.callsOthers = classes.list.map(({ steps }) => steps.some(({ kind }) => kind === "call"));
    this.hasCalls = this.callsOthers.includes(true);
    this.handled = simulation.event("invocation ended", (row) => this.onHandled(row));
    this.retry = simulation.event("invocation tried again", (row) => this.onRetry(row));
    this.timedOut = simulation.event("function timeout", (row) => this.onTimedOut(row));
    this.calls = simulation.event("function calls", (row) => this.onCall(row));
    this.returned = simulation.event("call returned", (row) => this.onReturned(row));
  }

  callTo(stationOf: (service: string) => Station): void {
    this.targets = targetsOf(this.classes, this, stationOf);
  }

  wayFor(call: Call, caller: Caller): number {
    return this.ways.add(call, caller);
  }

  /** An invocation by another service. */
  offer(from: WorkTable, callingRow: number, way: number, ticket: number): void {
    const row = this.requests.allocate();
    const requestClass = this.ways.layOut(way, from, callingRow, this.requests, row);
    this.requests.words[row + Row.CURSOR] = requestClass << Steps.SHIFT;
    this.requests.setCaller(row, way, ticket);
    this.parts.retries.called(requestClass);
    if (this.simulation.now >= 0) this.recorder.called++;
    this.arrive(row, Flag.CALLED);
  }

  /** Takes in the requests of a demand as they arrive; its classes stand in the class table from `firstClass` on. */
  open(demand: Demand, firstClass: number): void {
    const alarm = this.simulation.alarm(`arrival of ${demand.name}`, () => this.onArrival(demand, firstClass, alarm));
    this.simulation.ring(alarm, demand.nextAt - this.simulation.now);
  }

  private onArrival(demand: Demand, firstClass: number, alarm: Alarm): void {
    const row = this.requests.allocate();
    const words = this.requests.words;
    words[row + Row.ORDINAL] = demand.taken;
    words[row + Row.CURSOR] = (firstClass + demand.take(words, row + Row.STEPS)) << Steps.SHIFT;
    this.arrive(row, 0);
    this.simulation.ring(alarm, demand.nextAt - this.simulation.now);
  }

  private arrive(row: number, flags: number): void {
    const now = this.simulation.now;
    const words = this.requests.words;
    this.requests.instants[row >> 1] = now;
    words[row + Row.FLAGS] = flags | (now < 0 ? Flag.OPEN : Flag.AWAITED);
    words[row + Row.BEGAN_AFTER] = 0;
    if (now >= 0) {
      this.recorder.arrived++;
      if (this.tellsDemands) this.recorderOf(row).arrived++;
    }
    if (this.events !== null) this.accept(row);
    this.attempt(row);
  }

  /** An asynchronous event is answered before anything is done about it. */
  private accept(row: number): void {
    const words = this.requests.words;
    this.succeed(row, words[row + Row.FLAGS]);
    words[row + Row.FLAGS] &= Flag.REPORTED;
  }

  /** An environment takes it, or it is throttled. */
  private attempt(row: number): void {
    const kind = this.environments.take();
    const words = this.requests.words;
    if ((words[row + Row.FLAGS] & Flag.REPORTED) === 0) this.countEarly(kind);
    if (kind === Kind.NONE) return this.throttle(row);
    const ready = kind === Kind.NEW ? this.environments.make() : 0;
    words[row + Row.TASK] = kind;
    words[row + Row.NODE] = (this.simulation.now + ready) & CLOCK_MASK;
    if (this.hasCalls && this.callsOthers[words[row + Row.CURSOR] >> Steps.SHIFT]) {
      this.simulation.after(ready + this.timeout, this.timedOut, row);
      this.advance(row, ready);
    } else this.handle(row, ready);
  }

  private countEarly(kind: Kind): void {
    const { early } = this;
    if (kind === Kind.NONE) {
      early.throttled++;
      return;
    }
    early.started++;
    if (kind === Kind.NEW) early.coldStarts++;
    if (kind !== Kind.PROVISIONED && this.environments.isSpilling) early.spillover++;
  }

  /** Runs all steps at once, or as many as the function's timeout allows. */
  private handle(row: number, ready: number): void {
    const words = this.requests.words;
    const { steps, slowdown, timeout } = this;
    let takes = 0;
    let at = words[row + Row.CURSOR];
    for (let next = steps[at]; next !== Next.END; next = steps[++at]) {
      const work = words[row + Row.STEPS + (at & Steps.MASK)];
      if (next === Next.CPU) takes += Math.ceil(work * slowdown);
      else takes += work;
    }
    this.simulation.after(ready + (takes < timeout ? takes : timeout), this.handled, row);
  }

  /** The steps up to the next call of another service, or to the end; whether they run into the timeout is its own event. */
  private advance(row: number, ready: number): void {
    const words = this.requests.words;
    const { steps, slowdown } = this;
    let takes = ready;
    let at = words[row + Row.CURSOR];
    for (let next = steps[at]; next === Next.CPU || next === Next.WAIT; next = steps[++at]) {
      const work = words[row + Row.STEPS + (at & Steps.MASK)];
      takes += next === Next.CPU ? Math.ceil(work * slowdown) : work;
    }
    words[row + Row.CURSOR] = at;
    this.simulation.after(takes, steps[at] === Next.END ? this.handled : this.calls, row);
  }

  private onCall(row: number): void {
    if (this.isDead(row)) return this.requests.free(row);
    const { station, way } = this.targets[this.requests.words[row + Row.CURSOR]]!;
    station.offer(this.requests, row, way, row);
  }

  /** A call that an invocation has made is over; the answer is on its way. */
  ended(row: number, end: End): void {
    const words = this.requests.words;
    const cursor = words[row + Row.CURSOR];
    words[row + Row.STEPS + (cursor & Steps.MASK)] = Away.ENDED + end;
    this.simulation.after(this.targets[cursor]!.station.latency, this.returned, row);
  }

  private onReturned(row: number): void {
    if (this.isDead(row)) return this.requests.free(row);
    const words = this.requests.words;
    const cursor = words[row + Row.CURSOR];
    const end = (words[row + Row.STEPS + (cursor & Steps.MASK)] - Away.ENDED) as End;
    if (end !== DONE && end !== DEGRADED) return this.giveIn(row, end);
    words[row + Row.CURSOR]++;
    this.advance(row, 0);
  }

  private onHandled(row: number): void {
    if (this.isDead(row)) return this.requests.free(row);
    if (this.ranFor(row) === this.timeout) this.giveIn(row, TIMEOUT);
    else if (this.canFail && this.parts.errors.strike(this.requests, row)) this.giveIn(row, UNEXPECTED);
    else this.answer(row);
  }

  /** The row may hold another invocation by now, which began at another instant, or wait for a call or the end of a step yet. */
  private onTimedOut(row: number): void {
    const words = this.requests.words;
    if (words[row + Row.TASK] < 0 || this.ranFor(row) !== this.timeout) return;
    if (!this.callsOthers[words[row + Row.CURSOR] >> Steps.SHIFT]) return;
    const left = this.requests.copy(this.requests, row);
    this.requests.setCaller(left, this.requests.wayOf(row), this.requests.ticketOf(row));
    this.requests.words[row + Row.TASK] = Place.NOWHERE;
    this.requests.words[row + Row.FLAGS] = Flag.DEAD; // until the event or the call that it waits for comes back
    this.giveIn(left, TIMEOUT);
  }

  /** The function has done its work: its environment is free, and whoever waits is told. */
  private answer(row: number): void {
    const words = this.requests.words;
    this.environments.leave(words[row + Row.TASK], this.ranFor(row), true);
    if (this.events !== null) return this.settle(row, DONE);
    const flags = words[row + Row.FLAGS];
    if ((flags & Flag.OPEN) !== 0) this.succeed(row, flags);
    this.requests.free(row);
  }

  /** An invocation fails with what it has called, of itself, or by the function's timeout. */
  private giveIn(row: number, cause: Cause): void {
    const words = this.requests.words;
    const flags = words[row + Row.FLAGS];
    this.environments.leave(words[row + Row.TASK], this.ranFor(row), cause !== TIMEOUT);
    this.tally.errors += flags & Flag.REPORTED;
    if (this.events !== null) return this.settle(row, cause);
    if ((flags & Flag.OPEN) !== 0) {
      words[row + Row.FLAGS] |= Flag.BROKEN;
      this.fail(row, cause);
    }
    this.requests.free(row);
  }

  /** Decides what becomes of an asynchronous event after an attempt. */
  private settle(row: number, end: End): void {
    const words = this.requests.words;
    const isReported = words[row + Row.FLAGS] & Flag.REPORTED;
    const delay = end === DONE ? null : this.events!.delay(words, row, end, this.age(row));
    if (delay !== null) {
      words[row + Row.TASK] = Place.NOWHERE;
      words[row + Row.CURSOR] &= ~Steps.MASK;
      return this.simulation.after(delay, this.retry, row);
    }
    if (end === DONE) this.tally.worked += isReported;
    else if (this.events!.keepsFailed) this.tally.deadLettered += isReported;
    else this.tally.dropped += isReported;
    this.requests.free(row);
  }

  private throttle(row: number): void {
    if (this.events !== null) return this.settle(row, THROTTLED);
    this.fail(row, THROTTLED);
    this.requests.free(row);
  }

  private onRetry(row: number): void {
    const words = this.requests.words;
    const isReported = words[row + Row.FLAGS] & Flag.REPORTED;
    if (this.events !== null) {
      this.tally.retried += isReported;
      return this.attempt(row);
    }
    if (this.isForsaken(row)) {
      this.close(row, words[row + Row.FLAGS], words[row + Row.BEGAN_AFTER] as Cause);
      return this.requests.free(row);
    }
    words[row + Row.BEGAN_AFTER] = Math.min(this.age(row), Whole.MAX);
    this.recorder.retried += isReported;
    if (this.tellsDemands) this.recorderOf(row).retried += isReported;
    this.attempt(row);
  }

  /** The client of this attempt has waited long enough; the function goes on, since Lambda does not hear of it. */
  expire(row: number): void {
    this.fail(row, TIMEOUT);
    this.requests.words[row + Row.FLAGS] &= ~Flag.OPEN;
  }

  /** Lambda ends what it has begun, so that nobody is told where it stands, and no closed connection reaches it. */
  hangUp(): void {}

  stands(): void {}

  waits(row: number): boolean {
    return !this.isDead(row);
  }

  /** Requests that have neither been answered nor given up, reported ones only; of the demand of a recorder, or of all. */
  unfinished(recorder: Recorder | null = null): number {
    let open = 0;
    this.requests.forEach((row) => {
      const isAwaited = (this.requests.words[row + Row.FLAGS] & Flag.AWAITED) === Flag.AWAITED;
      if (isAwaited && (recorder === null || this.recorderOf(row) === recorder)) open++;
    });
    return open;
  }

  /** Asynchronous events that are worked on or wait to be, reported ones only. */
  get underWay(): number {
    if (this.events === null) return 0;
    let under = 0;
    this.requests.forEach((row) => {
      under += this.requests.words[row + Row.FLAGS] & Flag.REPORTED;
    });
    return under;
  }

  /** An attempt of a client ends without an answer; the request ends with it unless it is tried again in a row of its own. */
  private fail(row: number, cause: Cause): void {
    const retry = this.isForsaken(row) ? null : this.parts.retries.next(row, cause);
    if (retry === null) return this.close(row, this.requests.words[row + Row.FLAGS], cause);
    this.simulation.after(retry.delay, this.retry, retry.row);
  }

  /** A request is answered. */
  private succeed(row: number, flags: number): void {
    if ((flags & Flag.REPORTED) !== 0) this.recorder.answer(this.age(row), false);
    if (this.tellsDemands || (flags & Flag.CALLED) !== 0) this.tell(row, flags, DONE);
  }

  /** A request has failed. The function may go on with it. */
  private close(row: number, flags: number, cause: Cause): void {
    if ((flags & Flag.REPORTED) !== 0) this.recorder.fail(cause, this.age(row));
    this.tell(row, flags, cause);
  }

  /** Reports the end of a request to its demand's recorder and to its caller, beside the service's own recorder. */
  private tell(row: number, flags: number, end: End): void {
    if (this.tellsDemands && (flags & Flag.REPORTED) !== 0) this.recorderOf(row).end(end, this.age(row));
    if ((flags & Flag.CALLED) !== 0) this.wayIn(row).caller.ended(this.requests.ticketOf(row), end);
  }

  /** Microseconds since it arrived. */
  private age(row: number): number {
    return this.simulation.now - this.requests.arrivalOf(row);
  }

  /** Whether the caller is gone, so that nobody tries it again. */
  private isForsaken(row: number): boolean {
    if ((this.requests.words[row + Row.FLAGS] & Flag.CALLED) === 0) return false;
    return !this.wayIn(row).caller.waits(this.requests.ticketOf(row));
  }

  /** Microseconds since its handler began. */
  private ranFor(row: number): number {
    return (this.simulation.now - this.requests.words[row + Row.NODE]) & CLOCK_MASK;
  }

  private isDead(row: number): boolean {
    return (this.requests.words[row + Row.FLAGS] & Flag.DEAD) !== 0;
  }

  private wayIn(row: number): Way {
    return this.ways.list[this.requests.wayOf(row)]!;
  }

  private recorderOf(row: number): Recorder {
    return this.recorders[this.requests.words[row + Row.CURSOR] >> Steps.SHIFT];
  }
}
