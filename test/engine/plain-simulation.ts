import type { Handler } from "../../sim/engine/simulation.js";

interface Pending {
  readonly time: number;
  /** Events before alarms; events in push order, alarms by number. */
  readonly rank: number;
  readonly kind: number;
  readonly subject: number;
}

/** The obvious simulation: one array of everything pending, sorted anew whenever something is looked for. */
export class PlainSimulation {
  now: number;
  #pushed = 0;
  #pending: Pending[] = [];
  readonly #handlers: Handler[] = [];
  readonly #alarms: { readonly handler: Handler; readonly subject: number }[] = [];
  readonly #free: number[] = [];

  constructor(start: number) {
    this.now = start;
  }

  event(_name: string, handler: Handler): number {
    return this.#handlers.push(handler) - 1;
  }

  alarm(_name: string, handler: Handler, subject = 0): number {
    const alarm = this.#free.pop() ?? this.#alarms.length;
    this.#alarms[alarm] = { handler, subject };
    return alarm;
  }

  after(delay: number, kind: number, subject: number): void {
    this.#pending.push({ time: this.now + delay, rank: this.#pushed++ - 1e9, kind, subject });
  }

  ring(alarm: number, delay: number): void {
    this.silence(alarm);
    this.#pending.push({ time: this.now + delay, rank: alarm, kind: -1, subject: alarm });
  }

  silence(alarm: number): void {
    this.#pending = this.#pending.filter((one) => one.kind !== -1 || one.subject !== alarm);
  }

  release(alarm: number): void {
    this.silence(alarm);
    this.#free.push(alarm);
  }

  runUntil(end: number): void {
    for (;;) {
      this.#pending.sort((a, b) => a.time - b.time || a.rank - b.rank);
      const [next] = this.#pending;
      if (next === undefined || next.time > end) break;
      this.#pending.shift();
      this.now = next.time;
      if (next.kind >= 0) this.#handlers[next.kind](next.subject);
      else this.#alarms[next.subject].handler(this.#alarms[next.subject].subject);
    }
    this.now = end;
  }
}
