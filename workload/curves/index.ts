import { z } from "zod";
import { number, oneOfKind, type Path, type Range, rate } from "../../scenarios/language/index.js";
import type { Clock } from "../clock.js";
import type { NumberUnit } from "../distributions/index.js";
import type { Tables } from "../tables.js";
import { constant } from "./constant.js";
import { csv } from "./csv.js";
import type { CurveConfig, CurveKind } from "./curve.js";
import { daily } from "./daily.js";
import { product } from "./product.js";
import { ramp } from "./ramp.js";
import type { RateSegments } from "./segments.js";
import { spike } from "./spike.js";
import { steps } from "./steps.js";
import { sum } from "./sum.js";

export { type CsvConfig, type CsvFinding, rateRows } from "./csv.js";
export type { CurveConfig, CurveContext, CurveKind } from "./curve.js";
export { type DailyConfig, daysByDefault } from "./daily.js";
export { type Horizon, integral, nextChange, type RateSegments, rateAt } from "./segments.js";

/** Every kind of traffic curve. To add one, write its file and list it here. */
export const curves: readonly CurveKind[] = [constant, steps, ramp, daily, spike, csv, sum, product];

/** The shape of a curve of requests per second; a plain rate is a constant curve. */
export const rateCurve: z.ZodType<CurveConfig> = curveShape(rate, () => rateCurve);

/** The shape of a curve of plain factors, by which another curve is multiplied. */
const factorCurve: z.ZodType<CurveConfig> = curveShape(factor, () => factorCurve);

/** Compiles a decoded curve into a rate over warm-up and run. */
export function compileCurve(
  config: CurveConfig,
  context: { readonly clock: Clock; readonly tables: Tables },
): RateSegments {
  const { horizon } = context.clock;
  const compile = (config: CurveConfig): RateSegments =>
    curves.find(({ kind }) => kind === config.kind)!.compile(config, { ...context, horizon, compile });
  return compile(config);
}

/** Finds all curves of a kind within a curve, which may contain others, each with its path. */
export function curvesOfKind<Config>(
  kind: string,
  curve: unknown,
  path: Path,
): readonly { readonly path: Path; readonly config: Config }[] {
  if (typeof curve !== "object" || curve === null) return [];
  const below = Object.entries(curve).flatMap(([key, part]) =>
    curvesOfKind<Config>(kind, part, [...path, Array.isArray(curve) ? Number(key) : key]),
  );
  return "kind" in curve && curve.kind === kind ? [{ path, config: curve as Config }, ...below] : below;
}

function factor(range: Range = {}) {
  return number({ min: 0, ...range });
}

function curveShape(unit: NumberUnit, same: () => z.ZodType<CurveConfig>): z.ZodType<CurveConfig> {
  const kinds = curves.map(({ kind, about, shape }) => ({
    kind,
    about,
    shape: shape(unit, { same, factor: () => factorCurve }),
  }));
  return oneOfKind(kinds, { shorthand: plainRate(unit) }) as z.ZodType<CurveConfig>;
}

function plainRate(unit: NumberUnit) {
  return z.codec(unit(), z.strictObject({ kind: z.literal("constant"), rate: z.number() }), {
    decode: (rate) => ({ kind: "constant" as const, rate }),
    encode: ({ rate }) => rate,
  });
}
