import type { Processor } from "./processor.js";
import type { TaskCpu } from "./task-order.js";

/**
 * How long one step holds the thread before other steps, health checks and arrivals get their turn, in microseconds.
 */
const slice = 2_000;

interface Step {
  readonly request: number;
  /** Remaining CPU work in microseconds. */
  left: number;
}

/**
 * Burns real CPU, in slices. With an event loop, a step keeps the thread until it is done; otherwise steps take turns.
 * Work is counted in CPU time, so time that the machine gives to other programs does not count as work. It is a single
 * thread, so it provides at most one vCPU; below one vCPU it rests after each slice, as a container's CPU quota would
 * make it.
 */
export class BurnedCpu implements Processor {
  readonly #vcpu: number;
  readonly #takesTurns: boolean;
  readonly #computed: (request: number) => void;
  #steps: Step[] = [];
  #isScheduled = false;

  constructor({ vcpu, discipline }: TaskCpu, computed: (request: number) => void) {
    this.#vcpu = Math.min(1, vcpu);
    this.#takesTurns = discipline !== "event-loop";
    this.#computed = computed;
  }

  compute(_now: number, request: number, work: number): void {
    this.#steps.push({ request, left: work });
    this.#schedule(0);
  }

  withdraw(_now: number, request: number): boolean {
    const rest = this.#steps.filter((step) => step.request !== request);
    const isHere = rest.length < this.#steps.length;
    this.#steps = rest;
    return isHere;
  }

  /** CPU of the whole process: serving requests costs CPU too, and with real CPU that is part of what is measured. */
  used(): number {
    const { user, system } = process.cpuUsage();
    return user + system;
  }

  #schedule(spent: number): void {
    if (this.#isScheduled || this.#steps.length === 0) return;
    this.#isScheduled = true;
    const restMs = Math.round((spent * (1 / this.#vcpu - 1)) / 1_000);
    if (restMs > 0) setTimeout(() => this.#turn(), restMs);
    else setImmediate(() => this.#turn());
  }

  #turn(): void {
    this.#isScheduled = false;
    const step = this.#steps.shift();
    if (step === undefined) return;
    const spent = burn(Math.min(step.left, slice));
    step.left -= spent;
    if (step.left > 0) this.#putBack(step);
    else this.#computed(step.request);
    this.#schedule(spent);
  }

  #putBack(step: Step): void {
    if (this.#takesTurns) this.#steps.push(step);
    else this.#steps.unshift(step);
  }
}

/** Keeps the thread busy for `work` microseconds of CPU time, and returns the CPU time used. */
function burn(work: number): number {
  const from = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(from);
    if (user + system >= work) return user + system;
  }
}
