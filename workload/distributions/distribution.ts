import type { z } from "zod";
import type { Range, Unit } from "../../scenarios/language/index.js";
import type { Random } from "../random.js";
import type { Tables } from "../tables.js";

/** Durations in microseconds or sizes in bytes, drawn independently of each other (a trace excepted). */
export interface Distribution {
  /** Mean and variance before rounding to whole units. */
  readonly mean: number;
  readonly variance: number;
  /** Fills `into` with the next draws, rounded to whole units within 0 and `Whole.MAX`. */
  fill(into: Int32Array, random: Random): void;
}

/** What the keys of a distribution are measured in: `duration` or `dataSize`, for example. */
export type NumberUnit = (range?: Range) => Unit<number>;

/** A decoded distribution of some kind; `createDistribution` gives it behaviour. */
export interface DistributionConfig {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** A kind of distribution: its name, its keys in a given unit, and how to make it. */
export interface DistributionKind<S extends z.ZodRawShape = z.ZodRawShape> {
  readonly kind: string;
  readonly about: string;
  /** `any` is the shape of a distribution of any kind in the same unit, for kinds that are made of others. */
  shape(unit: NumberUnit, any: () => z.ZodType<DistributionConfig>): z.ZodObject<S, z.core.$strict>;
  create(config: z.output<z.ZodObject<S, z.core.$strict>>, context: DistributionContext): Distribution;
}

/** What a distribution may be made from beside its own keys. */
export interface DistributionContext {
  readonly tables: Tables;
  create(config: DistributionConfig): Distribution;
}

/** Declares a kind of distribution with its keys and its behaviour typed together. */
export function defineDistribution<S extends z.ZodRawShape>(kind: DistributionKind<S>): DistributionKind<S> {
  return kind;
}

export const enum Whole {
  /** The largest draw: what an Int32Array holds, 35.8 minutes or 2 GiB. */
  MAX = 0x7fff_ffff,
}

/** Rounds a draw that is not negative to a whole unit, at most `Whole.MAX`. */
export function toWhole(draw: number): number {
  return draw < Whole.MAX ? (draw + 0.5) | 0 : Whole.MAX;
}
