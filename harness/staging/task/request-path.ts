import type { FailureCause } from "../../../sim/facts/aspects/requests.js";
import { hashText } from "../../../workload/random.js";
import { writeId } from "../../protocol.js";
import type { Agenda, Waits } from "./agenda.js";
import type { Processor } from "./processor.js";
import type { Stage } from "./stages.js";
import type { WriteBuffer } from "./write-buffer.js";

/** A request or message that came to this task. */
export interface TaskRequest {
  readonly id: string;
  readonly stages: readonly Stage[];
  readonly writes: number;
  /** Sends one part of the reply. */
  send(): void;
  /** Ends the request, with the cause of its failure or null. */
  answer(cause: FailureCause | null, isDegraded: boolean): void;
}

/** What a request path works with; `processor` calls `RequestPath.computed` when a step is finished. */
export interface RequestPathParts {
  readonly slots: number;
  readonly queueLimit: number;
  readonly workFactor: number;
  readonly agenda: Agenda;
  readonly waits: Waits;
  readonly processor: Processor;
  readonly writes: WriteBuffer;
  /** Called when a request has left. */
  readonly left: () => void;
}

interface Admitted {
  readonly number: number;
  readonly request: TaskRequest;
  /** Factor of its CPU work; below 1 for a cheaper, degraded answer. */
  readonly cpuFactor: number;
  stage: number;
  isCancelled: boolean;
}

/**
 * The path of a request through a task, as in the simulator: it holds a slot from admission to its end, waits included;
 * requests queue for the slots; beyond the queue they get 503. Everything except `submit` and `cancel` runs inside the
 * agenda.
 */
export class RequestPath {
  /** Number of requests that came, including refused ones. */
  requests = 0;
  /** Cause with which new requests are refused; null while they are served. */
  refuses: FailureCause | null = null;
  degradation = { cpuFactor: 1, shed: 0 };
  readonly #parts: RequestPathParts;
  readonly #admitted = new Map<number, Admitted>();
  readonly #queue: Admitted[] = [];
  #busy = 0;

  constructor(parts: RequestPathParts) {
    this.#parts = parts;
  }

  /** Number of requests that hold a slot. */
  get inFlight(): number {
    return this.#busy;
  }

  get queued(): number {
    return this.#queue.length;
  }

  /** Takes in a request that comes now, and returns a number with which it can be cancelled. */
  submit(request: TaskRequest): number {
    const number = this.requests++;
    this.#parts.agenda.enter(() => this.#admit(number, request));
    return number;
  }

  /** Ends the work of a request whose client has gone; does nothing if it has already ended. */
  cancel(number: number): void {
    this.#parts.agenda.enter(() => this.#cancel(number));
  }

  /** To be called when a CPU step is finished. */
  computed(number: number): void {
    this.#next(this.#admitted.get(number)!);
  }

  #admit(number: number, request: TaskRequest): void {
    const { slots, queueLimit } = this.#parts;
    const { cpuFactor, shed } = this.degradation;
    const isFull = this.#busy >= slots && this.#queue.length >= queueLimit;
    if (this.refuses !== null) return request.answer(this.refuses, false);
    if (shed > 0 && lot(request.id) < shed) return request.answer("shed", false);
    if (isFull) return request.answer("queueFull", false);
    const admitted: Admitted = { number, request, cpuFactor, stage: 0, isCancelled: false };
    this.#admitted.set(number, admitted);
    if (this.#busy < slots) {
      this.#busy++;
      this.#advance(admitted);
    } else this.#queue.push(admitted);
  }

  /** Begins the request's current stage. */
  #advance(admitted: Admitted): void {
    const { agenda, waits, processor, workFactor } = this.#parts;
    const { request, number, cpuFactor } = admitted;
    const stage = request.stages[admitted.stage];
    if (stage === undefined) this.#finish(admitted);
    else if (stage.kind === "wait") waits.add(agenda.now + stage.duration, () => this.#next(admitted));
    else processor.compute(agenda.now, number, Math.ceil(stage.duration * workFactor * cpuFactor));
  }

  #next(admitted: Admitted): void {
    if (admitted.isCancelled) return;
    for (let sends = admitted.request.stages[admitted.stage++].sends; sends > 0; sends--) admitted.request.send();
    this.#advance(admitted);
  }

  /** To be called when the work is done: hands over the writes and sends the answer. */
  #finish(admitted: Admitted): void {
    const { agenda, writes } = this.#parts;
    const { id, writes: count } = admitted.request;
    const durable = count === 0 ? null : writes.accept(Array.from({ length: count }, (_, index) => writeId(id, index)));
    if (durable === null) return this.#answer(admitted, null);
    durable.then((isKept) => agenda.enter(() => this.#answer(admitted, isKept ? null : "taskLost")));
  }

  #answer(admitted: Admitted, cause: FailureCause | null): void {
    if (admitted.isCancelled) return;
    admitted.request.answer(cause, admitted.cpuFactor < 1);
    this.#leave(admitted);
  }

  #cancel(number: number): void {
    const admitted = this.#admitted.get(number);
    if (admitted === undefined) return;
    admitted.isCancelled = true;
    const place = this.#queue.indexOf(admitted);
    if (place < 0) {
      this.#parts.processor.withdraw(this.#parts.agenda.now, number);
      this.#leave(admitted);
    } else {
      this.#queue.splice(place, 1);
      this.#admitted.delete(number);
    }
  }

  /** Frees the request's slot, which goes to the next in the queue. */
  #leave(admitted: Admitted): void {
    this.#admitted.delete(admitted.number);
    const next = this.#queue.shift();
    if (next === undefined) this.#busy--;
    else this.#advance(next);
    this.#parts.left();
  }
}

/**
 * A number in [0, 1) derived from the request's id, so that the same requests are shed whenever and wherever the level
 * applies.
 */
function lot(id: string): number {
  return (hashText(id, 0) >>> 0) / 2 ** 32;
}
