import type { CpuDiscipline } from "../../../sim/cpu/index.js";
import type { Source } from "./agenda.js";
import type { Processor } from "./processor.js";

/** vCPUs that exist in the books of a discipline only: the simulator's own, in real time. */
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
