import { CallDraws } from "../../workload/call-draws.js";
import type { Call } from "../../workload/calls.js";
import type { ClassTable } from "./classes.js";
import { Steps } from "./row.js";
import type { Caller, Station } from "./station.js";

/** A way into a station: what comes in there, and who is told how it ended. */
export interface Way {
  readonly caller: Caller;
  /** Null of a way by which work is fetched, which is drawn already. */
  readonly draws: CallDraws | null;
  /** Number of its first class at the station. */
  readonly firstClass: number;
}

/** The ways into a station, numbered from 1: 0 is the world outside, which nobody tells. */
export class Ways {
  readonly #seed: number;
  readonly #firstClasses = new Map<Call, number>();
  readonly list: (Way | undefined)[] = [undefined];

  /** The classes of `calls` stand in the class table one after the other, from `firstClass` on. */
  constructor(seed: number, calls: readonly Call[], firstClass: number) {
    this.#seed = seed;
    let first = firstClass;
    for (const call of calls) {
      this.#firstClasses.set(call, first);
      first += call.classes.length;
    }
  }

  add(call: Call, caller: Caller): number {
    const firstClass = this.#firstClasses.get(call)!;
    return this.list.push({ caller, draws: new CallDraws(this.#seed, call), firstClass }) - 1;
  }

  /** By which tasks fetch work whose ends `caller` is told. */
  addFetched(caller: Caller): number {
    return this.list.push({ caller, draws: null, firstClass: 0 }) - 1;
  }
}

/** Where a step's call goes, and by which way. */
export interface Target {
  readonly station: Station;
  readonly way: number;
}

/** Where each call of these classes goes, by cursor: the same step of two classes is the same call. */
export function targetsOf(
  { list }: ClassTable,
  caller: Caller,
  stationOf: (service: string) => Station,
): readonly (Target | undefined)[] {
  const targets: (Target | undefined)[] = [];
  const known = new Map<Call, Target>();
  for (const [at, { steps }] of list.entries()) {
    for (const [index, step] of steps.entries()) {
      if (step.kind !== "call") continue;
      const station = stationOf(step.call.to);
      const target = known.get(step.call) ?? { station, way: station.wayFor(step.call, caller) };
      known.set(step.call, target);
      targets[(at << Steps.SHIFT) + index] = target;
    }
  }
  return targets;
}
