import { AlarmTree } from "./alarm-tree.js";
import { CalendarQueue } from "./calendar-queue.js";

/** Whole microseconds, an instant or a duration: exact to 285 years in a float64. */
export type Micros = number;
export type EventKind = number & { readonly __kind: "event" };
export type Alarm = number & { readonly __kind: "alarm" };
export type Handler = (subject: number) => void;

/** Placeholder for an event kind that is not registered yet. Starting as a number lets V8 keep the field unboxed. */
export const NO_EVENT = 0 as EventKind;

const NONE = -1;

/**
 * A clock and what is yet to happen: events, which cannot be withdrawn, and alarms, each with one movable instant.
 * At one instant events come first, in the order they were scheduled, then alarms by number. The digest folds in the time,
 * kind and subject of everything that happened: two runs with equal digests took the same path.
 */
export class Simulation {
  /** Current time. Starts as a number, since V8 would box every value of a field that held `undefined` first. */
  now: Micros = 0;
  /** Number of events and alarms that have been handled. */
  happened = 0;
  private folded = 0;
  private firing: number = NONE;
  private stopped = false;
  private readonly queue = new CalendarQueue();
  private readonly alarms = new AlarmTree();
  private readonly names: string[] = [];
  private readonly handlers: Handler[] = [];
  private readonly alarmNames: string[] = [];
  private readonly alarmHandlers: Handler[] = [];
  private readonly alarmSubjects: number[] = [];

  constructor(start: Micros = 0) {
    this.now = start;
  }

  /** Names a kind of event and what happens at it; to be called while the world is built. */
  event(name: string, handler: Handler): EventKind {
    this.names.push(name);
    return (this.handlers.push(handler) - 1) as EventKind;
  }

  /** A silent alarm. */
  alarm(name: string, handler: Handler, subject = 0): Alarm {
    const alarm = this.alarms.add();
    this.alarmNames[alarm] = name;
    this.alarmHandlers[alarm] = handler;
    this.alarmSubjects[alarm] = subject;
    return alarm as Alarm;
  }

  /** Schedules an event; it will happen. Refuses the past and NaN. */
  after(delay: Micros, kind: EventKind, subject: number): void {
    if (!(delay >= 0)) this.refuse(this.names, kind, delay);
    this.queue.push(this.now + delay, kind, subject);
  }

  /** Sets an alarm to `delay` from now, whatever it was set to. Refuses the past and NaN. */
  ring(alarm: Alarm, delay: Micros): void {
    if (!(delay >= 0)) this.refuse(this.alarmNames, alarm, delay);
    if (alarm === this.firing) this.firing = NONE;
    this.alarms.move(alarm, this.now + delay);
  }

  silence(alarm: Alarm): void {
    this.alarms.move(alarm, Infinity);
  }

  /** Gives the alarm up; its number will serve another. */
  release(alarm: Alarm): void {
    this.alarms.release(alarm);
  }

  /** When the alarm will ring; Infinity when it is silent. */
  ringsAt(alarm: Alarm): Micros {
    return this.alarms.timeOf(alarm);
  }

  /** Ends `runUntil` after the handler that calls this. */
  stop(): void {
    this.stopped = true;
  }

  /** Lets everything up to and including `end` happen. */
  runUntil(end: Micros): void {
    const queue = this.queue;
    const alarms = this.alarms;
    const handlers = this.handlers;
    const last = Math.min(end, Number.MAX_VALUE); // at Infinity nothing happens
    this.stopped = false;
    while (!this.stopped) {
      const time = queue.nextAt;
      const ringsAt = alarms.earliestAt;
      if (time <= ringsAt) {
        if (time > last) break;
        this.now = time;
        queue.take();
        const { kind, subject } = queue;
        this.fold(kind, subject);
        handlers[kind](subject);
      } else {
        if (ringsAt > last) break;
        this.now = ringsAt;
        this.fire();
      }
    }
    if (!this.stopped && end > this.now && end !== Infinity) this.now = end;
  }

  /** 64 bits in hexadecimal: the path so far and how many things happened on it. */
  get digest(): string {
    const high = (this.folded >>> 0).toString(16).padStart(8, "0");
    return high + (this.happened >>> 0).toString(16).padStart(8, "0");
  }

  /** An alarm that its handler does not set again falls silent: one move of the tree instead of two. */
  private fire(): void {
    const alarm = this.alarms.earliest;
    this.firing = alarm;
    this.alarms.rang(alarm);
    this.fold(~alarm, this.alarmSubjects[alarm]);
    this.alarmHandlers[alarm](this.alarmSubjects[alarm]);
    if (this.firing !== NONE) {
      this.firing = NONE;
      this.alarms.move(alarm, Infinity);
    }
  }

  private fold(kind: number, subject: number): void {
    const mixed =
      Math.imul(this.folded ^ this.now, 0x85ebca6b) + Math.imul(Math.imul(kind, 0x9e3779b1) ^ subject, 0xc2b2ae35);
    this.folded = mixed ^ (mixed >>> 15);
    this.happened++;
  }

  private refuse(names: readonly string[], number: number, delay: Micros): never {
    throw new RangeError(`"${names[number]}" cannot come after ${delay} µs`);
  }
}
