import type { RequestClass } from "../../workload/requests.js";
import { Steps } from "./row.js";

/** The kinds of what comes next in a request's path. */
export const enum Next {
  END = 0,
  CPU = 1,
  WAIT = 2,
  CALL = 3,
}

const nextOf = { cpu: Next.CPU, wait: Next.WAIT, call: Next.CALL } as const;

/** A source of work for a service: a demand, or a call of another service. */
interface Source {
  readonly classes: readonly RequestClass[];
}

/** Total number of classes of some sources, which is where the classes of the next source begin. */
export function classCount(sources: readonly Source[]): number {
  return sources.reduce((sum, { classes }) => sum + classes.length, 0);
}

/** Index of the first class of a source in a table that has the sources in this order. */
export function firstClassOf(source: Source, sources: readonly Source[]): number {
  return classCount(sources.slice(0, sources.indexOf(source)));
}

/** The request classes of one service, as columns by class number; `steps` by cursor, as in a request's row. */
export class ClassTable {
  readonly length: number;
  readonly steps: Uint8Array;
  readonly writes: Int32Array;
  readonly usesCpu: boolean;
  readonly usesMemory: boolean;
  readonly list: readonly RequestClass[];

  constructor(classes: readonly RequestClass[]) {
    this.list = classes;
    this.length = classes.length;
    this.steps = new Uint8Array(classes.length << Steps.SHIFT);
    this.writes = Int32Array.from(classes, (one) => one.writes);
    classes.forEach((one, at) => {
      one.steps.forEach((step, index) => {
        this.steps[(at << Steps.SHIFT) + index] = nextOf[step.kind];
      });
    });
    this.usesCpu = this.steps.includes(Next.CPU);
    this.usesMemory = classes.some(({ memoryMb }) => memoryMb > 0);
  }
}
