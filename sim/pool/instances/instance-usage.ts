import { hour } from "../../../scenarios/language/units/time.js";
import type { CpuAndMemory } from "../../capacity/packing.js";
import type { Instance } from "./instance.js";

/** What a group bought and used in the reported time, and the interruptions expected of it. */
export class InstanceUsage {
  /** Instance-hours by pool. */
  readonly hours = new Map<string, number>();
  vcpuHours = 0;
  memoryMibHours = 0;
  vcpuHoursTaken = 0;
  memoryMibHoursTaken = 0;
  /** Interruptions that come alone: hazard × time, of instances and of the tasks on them. */
  expected = 0;
  expectedOfTasks = 0;
  taskHours = 0;
  readonly #until: number;

  /** `until` is the end of the reported time, which begins at 0. */
  constructor(until: number) {
    this.#until = until;
  }

  /** An instance was `running` until now. */
  instance({ pool, startedAt }: Instance, now: number): void {
    const hours = this.#hours(startedAt, now);
    const { name, cpu, memory } = pool.type;
    const key = `${name} zone ${pool.zone + 1}`;
    this.hours.set(key, (this.hours.get(key) ?? 0) + hours);
    this.vcpuHours += hours * cpu;
    this.memoryMibHours += hours * memory;
    this.expected += hours * pool.hazard;
  }

  /** A task had its room until now. */
  task({ pool }: Instance, needs: CpuAndMemory, since: number, now: number): void {
    const hours = this.#hours(since, now);
    this.taskHours += hours;
    this.vcpuHoursTaken += hours * needs.cpu;
    this.memoryMibHoursTaken += hours * needs.memory;
    this.expectedOfTasks += hours * pool.hazard;
  }

  #hours(from: number, to: number): number {
    return Math.max(0, Math.min(this.#until, to) - Math.max(0, from)) / hour;
  }
}
