import type { z } from "zod";
import type { Clock } from "../clock.js";
import type { NumberUnit } from "../distributions/index.js";
import type { Tables } from "../tables.js";
import type { Horizon, RateSegments } from "./segments.js";

/** A decoded traffic curve of some kind; `compileCurve` turns it into a rate. */
export interface CurveConfig {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** What a curve may be compiled from, besides its own keys. */
export interface CurveContext {
  readonly clock: Clock;
  readonly tables: Tables;
  readonly horizon: Horizon;
  compile(config: CurveConfig): RateSegments;
}

/** The shapes of curves of any kind, for kinds that contain others: in the same unit, or of plain factors. */
export interface CurveShapes {
  readonly same: () => z.ZodType<CurveConfig>;
  readonly factor: () => z.ZodType<CurveConfig>;
}

/**
 * A kind of traffic curve: its name, its keys in a given unit (requests per second, or a factor), and how to compile
 * it.
 */
export interface CurveKind<S extends z.ZodRawShape = z.ZodRawShape> {
  readonly kind: string;
  readonly about: string;
  shape(unit: NumberUnit, shapes: CurveShapes): z.ZodObject<S, z.core.$strict>;
  compile(config: z.output<z.ZodObject<S, z.core.$strict>>, context: CurveContext): RateSegments;
}

/** Declares a kind of curve, so that its keys and its behaviour are typed together. */
export function defineCurve<S extends z.ZodRawShape>(kind: CurveKind<S>): CurveKind<S> {
  return kind;
}
