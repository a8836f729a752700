import { CallDraws } from "../../workload/call-draws.js";
import type { Call } from "../../workload/requests.js";
import type { ClassTable } from "./classes.js";
import { ATTEMPT_MASK, ATTEMPT_SHIFT, Row, Steps, type WorkTable } from "./row.js";
import type { Caller, Station } from "./station.js";

/** A way into a station: what comes in there, and who is told how it ended. */
export interface Way {
  readonly caller: Caller;
  /** Null of a way by which work comes that is drawn already: it is fetched, or handed over. */
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
    const draws = call.isHandOver ? null : new CallDraws(this.#seed, call);
    return this.list.push({ caller, draws, firstClass }) - 1;
  }

  /** Writes into `row` what somebody's row asks for that comes in by a way: its number, class and steps; returns the class. */
  layOut(way: number, from: WorkTable, callingRow: number, { words }: WorkTable, row: number): number {
    const { draws, firstClass } = this.list[way]!;
    const theirs = from.words;
    if (draws === null) {
      words[row + Row.ORDINAL] = theirs[callingRow + Row.ORDINAL];
      for (let step = 0; step < Steps.MAX; step++)
        words[row + Row.STEPS + step] = theirs[callingRow + Row.STEPS + step];
      return firstClass + (theirs[callingRow + Row.CURSOR] >> Steps.SHIFT);
    }
    const attempt = (theirs[callingRow + Row.FLAGS] >> ATTEMPT_SHIFT) & ATTEMPT_MASK;
    const ordinal = draws.ordinalOf(theirs[callingRow + Row.ORDINAL], attempt);
    words[row + Row.ORDINAL] = ordinal;
    return firstClass + draws.take(words, row + Row.STEPS, ordinal);
  }

  /** Opens a way for work that has been drawn already; its ends are reported to `caller`. */
  addDrawn(caller: Caller): number {
    return this.list.push({ caller, draws: null, firstClass: 0 }) - 1;
  }
}

/** The station that a step calls, and the way in. */
export interface Target {
  readonly station: Station;
  readonly way: number;
}

/** The target of each call of these classes, by cursor: the same step of two classes is the same call. */
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
