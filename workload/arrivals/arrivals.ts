import type { z } from "zod";
import type { Horizon, RateSegments } from "../curves/segments.js";
import type { Random } from "../random.js";
import type { Tables } from "../tables.js";

/** When requests arrive, in order. */
export interface Arrivals {
  /** The rate that is expected at any time. */
  readonly rates: RateSegments;
  /**
   * Writes the next instants (whole microseconds since clock.start, never falling) and returns how many: fewer than
   * there is room for only where the horizon ends, and none from then on.
   */
  fill(times: Float64Array): number;
}

/** A decoded kind of arrivals; `createArrivals` gives it behaviour. */
export interface ArrivalsConfig {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** What arrivals are made from beside their own keys. */
export interface ArrivalsContext {
  readonly rates: RateSegments;
  readonly horizon: Horizon;
  readonly tables: Tables;
  /** The stream of one purpose within these arrivals. */
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

/** Declares a kind of arrivals with its keys and its behaviour typed together. */
export function defineArrivals<S extends z.ZodRawShape>(kind: ArrivalsKind<S>): ArrivalsKind<S> {
  return kind;
}
