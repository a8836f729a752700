import type { z } from "zod";
import type { Horizon, RateSegments } from "../curves/segments.js";
import type { Random } from "../random.js";
import type { Tables } from "../tables.js";

/** Gives the times at which requests arrive, in order. */
export interface Arrivals {
  /** The expected rate over time. */
  readonly rates: RateSegments;
  /**
   * Writes the next arrival times (whole microseconds since clock.start, never decreasing) and returns how many. It
   * fills all of `times` until the horizon ends, and returns 0 from then on.
   */
  fill(times: Float64Array): number;
}

/** A decoded kind of arrivals; `createArrivals` gives it behaviour. */
export interface ArrivalsConfig {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** What arrivals are made from, besides their own keys. */
export interface ArrivalsContext {
  readonly rates: RateSegments;
  readonly horizon: Horizon;
  readonly tables: Tables;
  /** The random stream for one purpose within these arrivals. */
  stream(purpose: string): Random;
}

/** A kind of arrivals: its name, its keys, whether it follows the demand's curve, and how to make it. */
export interface ArrivalsKind<S extends z.ZodRawShape = z.ZodRawShape> {
  readonly kind: string;
  readonly about: string;
  readonly followsCurve: boolean;
  readonly shape: z.ZodObject<S, z.core.$strict>;
  create(config: z.output<z.ZodObject<S, z.core.$strict>>, context: ArrivalsContext): Arrivals;
}

/** Declares a kind of arrivals, so that its keys and its behaviour are typed together. */
export function defineArrivals<S extends z.ZodRawShape>(kind: ArrivalsKind<S>): ArrivalsKind<S> {
  return kind;
}
