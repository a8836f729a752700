import { everySize, isFargateSize, nextSize, type TaskSize } from "../capacity/fargate-sizes.js";
import { decidingState, exact, type Need, needOf, plus, type Range, sidecarsOf } from "./need.js";
import type { Role, SizingConfig, Targets } from "./shape.js";

/** An amount of CPU and memory. */
export interface Amounts {
  readonly vcpu: number;
  readonly memoryGb: number;
}

/** An amount of CPU and memory, as ranges. */
export interface AmountRanges {
  readonly vcpu: Range;
  readonly memoryGb: Range;
}

/**
 * The level of use of a full container: more than it has; no buffer against running out of memory; above the threshold
 * of scale-out; above the target; within; or below the threshold of scale-in.
 */
export type Level = "short" | "no-buffer" | "scales-up" | "above-target" | "within" | "scales-down";

/** A size with a full container of its role in it. */
export interface Fit {
  readonly has: Amounts;
  readonly on: "FARGATE" | "EC2";
  readonly holds: number;
  /** Result of the role's formulas. */
  readonly formula: AmountRanges;
  /** Shares of that which the size lacks, without its sidecars. */
  readonly cpuLacking: Range;
  readonly memoryLacking: Range;
  readonly sidecars: Amounts;
  /** Both together. */
  readonly needed: AmountRanges;
  readonly cpuUse: Range;
  readonly memoryUse: Range;
  readonly cpuLevel: Level;
  readonly memoryLevel: Level;
  /** CPU at most 100 %, and memory with its buffer, at the upper end of what is needed. */
  readonly fits: boolean;
  /** Fit in each state of the role. */
  readonly states: readonly StateFit[];
  /** The least size of Fargate that has at least as much; itself where it is one. */
  readonly onFargate: Amounts | null;
  /** The least size of Fargate that keeps the targets with as many held. */
  readonly withinTargets: Amounts | null;
  /** The formulas' result after the document's rounding. */
  readonly rounded: (Amounts & { readonly isFargate: boolean }) | null;
}

/** CPU of a full container in one state of its load. */
export interface StateFit {
  readonly state: string;
  readonly neededVcpu: Range;
  readonly cpuUse: Range;
  readonly level: Level;
}

/** A container of a role: which, how much it holds, and what it runs on. */
export interface Container {
  readonly size: TaskSize;
  readonly holds: number;
  readonly on: "FARGATE" | "EC2";
}

/** Holds a full container of a size against what its role needs. */
export function fitOf(role: Role, { size, holds, on }: Container, config: SizingConfig): Fit {
  const { load, targets, sidecars, rounding } = config;
  const beside = sidecarsOf(role, sidecars);
  const formula = needOf(role, load, holds, decidingState(role));
  const needed = withSidecars(formula, beside);
  const cpuUse = over(needed.cpu, size.cpu);
  const memoryUse = over(needed.memory, size.memory);
  return {
    has: amounts(size),
    on,
    holds,
    formula: ranges(formula),
    cpuLacking: lacking(size.cpu, formula.cpu),
    memoryLacking: lacking(size.memory, formula.memory),
    sidecars: amounts(beside),
    needed: ranges(needed),
    cpuUse,
    memoryUse,
    cpuLevel: cpuLevel(cpuUse.high, targets),
    memoryLevel: memoryLevel(memoryUse.high, targets),
    fits: atMost(cpuUse.high, 1) && atMost(memoryUse.high, 1 - targets.memory.oomBuffer),
    states: Object.keys(role.states).map((state) => {
      const neededVcpu = plus(needOf(role, load, holds, state).cpu, beside.cpu);
      const use = over(neededVcpu, size.cpu);
      return { state, neededVcpu, cpuUse: use, level: cpuLevel(use.high, targets) };
    }),
    onFargate: orNull(nextSize(size)),
    withinTargets: orNull(everySize.find((each) => isWithin(needed, each, targets))),
    rounded: rounding === undefined ? null : roundedUp(formula, rounding),
  };
}

/** Whether what is needed, at its upper end, leaves all that the targets keep free. */
export function isWithin(needed: Need, size: TaskSize, { cpu, memory }: Targets): boolean {
  return (
    atMost(needed.cpu.high, size.cpu * Math.min(cpu.target, 1 - cpu.burst)) &&
    atMost(needed.memory.high, size.memory * Math.min(memory.target, 1 - memory.oomBuffer))
  );
}

/** Need of a container including its sidecars. */
export function withSidecars({ cpu, memory }: Need, sidecars: TaskSize): Need {
  return { cpu: plus(cpu, sidecars.cpu), memory: plus(memory, sidecars.memory) };
}

/** vCPU and MiB as vCPU and GB. */
export function amounts({ cpu, memory }: TaskSize): Amounts {
  return { vcpu: cpu, memoryGb: exact(memory / 1_024) };
}

function ranges({ cpu, memory }: Need): AmountRanges {
  return { vcpu: cpu, memoryGb: over(memory, 1_024) };
}

/** 1 − has / asked, where less is there than is asked for. */
function lacking(has: number, { low, high }: Range): Range {
  const share = (asked: number) => (asked <= has ? 0 : exact(1 - has / asked));
  return { low: share(low), high: share(high) };
}

function orNull(size: TaskSize | undefined): Amounts | null {
  return size === undefined ? null : amounts(size);
}

function over({ low, high }: Range, of: number): Range {
  return { low: exact(low / of), high: exact(high / of) };
}

function cpuLevel(use: number, { cpu }: Targets): Level {
  if (!atMost(use, 1)) return "short";
  if (!atMost(use, cpu.scaleUp)) return "scales-up";
  if (!atMost(use, Math.min(cpu.target, 1 - cpu.burst))) return "above-target";
  return use < cpu.scaleDown ? "scales-down" : "within";
}

function memoryLevel(use: number, { memory }: Targets): Level {
  if (!atMost(use, 1)) return "short";
  if (!atMost(use, 1 - memory.oomBuffer)) return "no-buffer";
  if (!atMost(use, memory.scaleUp)) return "scales-up";
  if (!atMost(use, memory.target)) return "above-target";
  return use < memory.scaleDown ? "scales-down" : "within";
}

/** ceil(need × peak factor / step) × step, of each resource by itself. */
function roundedUp({ cpu, memory }: Need, rounding: NonNullable<SizingConfig["rounding"]>): Fit["rounded"] {
  const up = (need: number, step: number) => exact(Math.ceil(exact((need * rounding.peakFactor) / step)) * step);
  const size = { cpu: up(cpu.high, rounding.cpu), memory: up(memory.high, rounding.memory) };
  return { ...amounts(size), isFargate: isFargateSize(size) };
}

function atMost(value: number, limit: number): boolean {
  return value <= limit + 1e-9;
}
