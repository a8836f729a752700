import type { z } from "zod";
import type { Range, Unit } from "../../scenarios/language/index.js";
import type { Random } from "../random.js";
import type { Tables } from "../tables.js";

/** Draws durations in microseconds or sizes in bytes, independently of each other (except for a trace). */
export interface Distribution {
  /** Mean and variance before rounding to whole units. */
  readonly mean: number;
  readonly variance: number;
  /** Fills `into` with the next draws, rounded to whole units from 0 to `Whole.MAX`. */
  fill(into: Int32Array, random: Random): void;
}

/** The unit of a distribution's keys, such as `duration` or `dataSize`. */
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
  /** The keys. `any` is the shape of a distribution of any kind in the same unit, for kinds that contain others. */
  shape(unit: NumberUnit, any: () => z.ZodType<DistributionConfig>): z.ZodObject<S, z.core.$strict>;
  create(config: z.output<z.ZodObject<S, z.core.$strict>>, context: DistributionContext): Distribution;
}

/** What a distribution may be made from, besides its own keys. */
export interface DistributionContext {
  readonly tables: Tables;
  create(config: DistributionConfig): Distribution;
}

/** Declares a kind of distribution, so that its keys and its behaviour are typed together. */
export function defineDistribution<S extends z.ZodRawShape>(kind: DistributionKind<S>): DistributionKind<S> {
  return kind;
}

export const enum Whole {
  /** The largest draw: what an Int32Array can hold, 35.8 minutes or 2 GiB. */
  MAX = 0x7fff_ffff,
}

/** Rounds a non-negative draw to a whole unit, at most `Whole.MAX`. */
export function toWhole(draw: number): number {
  return draw < Whole.MAX ? (draw + 0.5) | 0 : Whole.MAX;
}
