import type { TaskSize } from "../capacity/fargate-sizes.js";
import type { Role, SizingConfig } from "./shape.js";
import type { LoadName, Term } from "./term.js";

/** The lowest and highest value of what is not known exactly. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** CPU and memory that a container needs, in vCPU and MiB. */
export interface Need {
  readonly cpu: Range;
  readonly memory: Range;
}

type Load = SizingConfig["load"];

/** Total count of a load, over its kinds. */
export function totalOf(load: Load, name: string): number {
  const amount = load[name] ?? 0;
  return typeof amount === "number" ? amount : Object.values(amount).reduce((sum, each) => sum + each, 0);
}

/**
 * The count that a formula means by `agents`, `agent` or `websocket connections`; undefined for a load that does not
 * exist.
 */
export function amountOf(load: Load, { kind, load: word }: LoadName): number | undefined {
  const name = [word, `${word}s`].find((each) => Object.hasOwn(load, each));
  if (name === undefined) return undefined;
  const amount = load[name];
  if (kind === null) return totalOf(load, name);
  return typeof amount !== "number" && Object.hasOwn(amount, kind) ? amount[kind] : undefined;
}

/**
 * Need of a container by its role's formulas when it holds `holds` of the load that the role serves, in a state of the
 * role. It holds the same share of every other load, so kinds are mixed in each container as they are in total.
 */
export function needOf(role: Role, load: Load, holds: number, state: string | undefined): Need {
  const total = totalOf(load, role.serves);
  const times = ({ per }: Term) => (per === null ? 1 : ((amountOf(load, per) ?? 0) * holds) / total / per.count);
  const sum = (terms: readonly Term[]): Range => ({
    low: exact(terms.reduce((below, term) => below + term.low * times(term), 0)),
    high: exact(terms.reduce((below, term) => below + term.high * times(term), 0)),
  });
  const inState = state === undefined ? [] : [role.states[state]];
  return { cpu: sum([...Object.values(role.cpu), ...inState]), memory: sum(Object.values(role.memory)) };
}

/** The state that has to fit, where the role has states. */
export function decidingState(role: Role): string | undefined {
  return role.sizedFor ?? Object.keys(role.states)[0];
}

/** Reservations of the role's sidecars in each of its tasks. */
export function sidecarsOf(role: Role, sidecars: SizingConfig["sidecars"]): TaskSize {
  const reserved = role.sidecars.map((name) => sidecars[name]);
  return {
    cpu: exact(reserved.reduce((sum, { cpu }) => sum + cpu, 0)),
    memory: reserved.reduce((sum, { memory }) => sum + memory, 0),
  };
}

/** Both ends with so much more. */
export function plus({ low, high }: Range, more: number): Range {
  return { low: exact(low + more), high: exact(high + more) };
}

/** 0.1 × 3 is 0.3, which floating point misses. */
export function exact(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
