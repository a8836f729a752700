import { CallDraws } from "../../workload/call-draws.js";
import type { RequestClass } from "../../workload/requests.js";

/** A service of the plain simulation: slots, a line behind them, and what became of its requests. */
interface PlainService {
  readonly slots: number;
  readonly queue: number;
  busy: number;
  readonly line: (() => void)[];
  readonly answered: number[];
  failed: number;
  attempts: number;
}

/** One attempt: what it does, and whether anybody waits for it still. */
interface Attempt {
  readonly service: PlainService;
  readonly requestClass: RequestClass;
  readonly durations: Int32Array;
  readonly ordinal: number;
  readonly number: number;
  readonly ended: (isAnswered: boolean) => void;
  isOpen: boolean;
}

/**
 * Requests that call from service to service, told as simply as can be: a sorted list of what is yet to happen, closures and
 * objects for each request, no table, no row, no ticket. Wait steps and calls only, one task a service, retries without jitter.
 */
export class PlainCalls {
  now = 0;
  readonly services: ReadonlyMap<string, PlainService>;
  readonly #ahead: { readonly at: number; readonly happens: () => void }[] = [];

  constructor(limits: Readonly<Record<string, { readonly slots: number; readonly queue: number }>>) {
    const made = Object.entries(limits).map(([name, limit]): [string, PlainService] => [
      name,
      { ...limit, busy: 0, line: [], answered: [], failed: 0, attempts: 0 },
    ]);
    this.services = new Map(made);
  }

  after(delay: number, happens: () => void): void {
    const at = this.now + delay;
    const later = this.#ahead.findIndex((each) => each.at > at);
    this.#ahead.splice(later < 0 ? this.#ahead.length : later, 0, { at, happens });
  }

  run(): void {
    for (let next = this.#ahead.shift(); next !== undefined; next = this.#ahead.shift()) {
      this.now = next.at;
      next.happens();
    }
  }

  /** A request comes to a service; `told` hears once how it ended. */
  request(
    name: string,
    requestClass: RequestClass,
    durations: Int32Array,
    ordinal: number,
    told: (isAnswered: boolean) => void,
  ): void {
    const service = this.services.get(name)!;
    const arrivedAt = this.now;
    const tryAs = (number: number) => {
      service.attempts++;
      this.#attempt({
        service,
        requestClass,
        durations,
        ordinal,
        number,
        isOpen: true,
        ended: (isAnswered) => {
          const { retries } = requestClass;
          if (isAnswered) service.answered.push(this.now - arrivedAt);
          else if (retries !== null && number < retries.attempts) {
            const { initial, multiplier, max } = retries.backoff;
            return this.after(Math.round(Math.min(initial * multiplier ** number, max)), () => tryAs(number + 1));
          } else service.failed++;
          this.after(0, () => told(isAnswered)); // at the same instant, when all that happens here is done
        },
      });
    };
    tryAs(0);
  }

  #attempt(attempt: Attempt): void {
    const { service } = attempt;
    const begin = () => this.#step(attempt, 0);
    if (service.busy < service.slots) {
      service.busy++;
      begin();
    } else if (service.line.length < service.queue) service.line.push(begin);
    else return attempt.ended(false);
    const { timeout } = attempt.requestClass;
    if (timeout !== null) this.after(timeout, () => this.#end(attempt, false));
  }

  #step(attempt: Attempt, at: number): void {
    const step = attempt.requestClass.steps[at];
    if (step === undefined) return this.#leave(attempt, true);
    if (step.kind !== "call") return this.after(attempt.durations[at], () => this.#step(attempt, at + 1));
    const draws = new CallDraws(1, step.call);
    const durations = new Int32Array(8);
    const ordinal = draws.ordinalOf(attempt.ordinal, attempt.number);
    const called = step.call.classes[draws.take(durations, 0, ordinal)];
    this.request(step.call.to, called, durations, ordinal, (isAnswered) => {
      if (isAnswered) this.#step(attempt, at + 1);
      else this.#leave(attempt, false);
    });
  }

  /** The slot is free for the next in line. */
  #leave(attempt: Attempt, isAnswered: boolean): void {
    const { service } = attempt;
    this.#end(attempt, isAnswered);
    const next = service.line.shift();
    if (next === undefined) service.busy--;
    else next();
  }

  #end(attempt: Attempt, isAnswered: boolean): void {
    if (!attempt.isOpen) return;
    attempt.isOpen = false;
    attempt.ended(isAnswered);
  }
}
