import type { CpuDiscipline } from "../../../sim/cpu/index.js";
import type { Source } from "./agenda.js";

/** Serves the CPU steps of a task's requests and calls `computed` when one is finished. Times in microseconds. */
export interface Processor {
  compute(now: number, request: number, work: number): void;
  /** Withdraws a request's step; false when it has none here. */
  withdraw(now: number, request: number): boolean;
  /** vCPU-microseconds used up to `now`. */
  used(now: number): number;
}

/** Virtual vCPUs: the simulator's own CPU disciplines, run in real time. */
export class VirtualCpu implements Processor, Source {
  readonly #discipline: CpuDiscipline;
  readonly #computed: (request: number) => void;

  constructor(discipline: CpuDiscipline, computed: (request: number) => void) {
    this.#discipline = discipline;
    this.#computed = computed;
  }

  compute(now: number, request: number, work: number): void {
    this.#discipline.add(now, request, work);
  }

  withdraw(now: number, request: number): boolean {
    return this.#discipline.remove(now, request);
  }

  used(now: number): number {
    return this.#discipline.used(now);
  }

  nextAt(): number {
    return this.#discipline.nextAt();
  }

  take(at: number): void {
    this.#computed(this.#discipline.take(at));
  }
}
