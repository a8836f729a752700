import type { RequestClass } from "../../workload/requests.js";
import { Steps } from "./request-table.js";

/** What comes next in a request's path. */
export const enum Next {
  END = 0,
  CPU = 1,
  WAIT = 2,
}

/** The request classes of one service, as columns by class number. */
export class ClassTable {
  readonly length: number;
  readonly steps: Uint8Array;
  readonly writes: Int32Array;
  readonly memoryMib: Float64Array;
  readonly usesCpu: boolean;
  readonly usesMemory: boolean;
  readonly list: readonly RequestClass[];

  constructor(classes: readonly RequestClass[]) {
    this.list = classes;
    this.length = classes.length;
    this.steps = new Uint8Array(classes.length * Steps.MAX + 1);
    this.writes = Int32Array.from(classes, (one) => one.writes);
    this.memoryMib = Float64Array.from(classes, (one) => one.memoryMb);
    classes.forEach((one, at) => {
      one.steps.forEach((step, index) => {
        this.steps[at * Steps.MAX + index] = step.kind === "cpu" ? Next.CPU : Next.WAIT;
      });
    });
    this.usesCpu = this.steps.includes(Next.CPU);
    this.usesMemory = this.memoryMib.some((mib) => mib > 0);
  }
}
