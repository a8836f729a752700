import { z } from "zod";
import { oneOfKind } from "../../scenarios/language/index.js";
import type { Tables } from "../tables.js";
import { boundedPareto } from "./bounded-pareto.js";
import type { Distribution, DistributionConfig, DistributionKind, NumberUnit } from "./distribution.js";
import { empirical } from "./empirical.js";
import { exponential } from "./exponential.js";
import { fixed } from "./fixed.js";
import { gamma } from "./gamma.js";
import { lognormal } from "./lognormal.js";
import { mixture } from "./mixture.js";
import { trace } from "./trace.js";
import { uniform } from "./uniform.js";

export type { Distribution, DistributionConfig, DistributionKind, NumberUnit } from "./distribution.js";

/** Every kind of distribution. To add one, write its file and list it here. */
export const distributions: readonly DistributionKind[] = [
  fixed,
  uniform,
  exponential,
  lognormal,
  gamma,
  boundedPareto,
  empirical,
  trace,
  mixture,
];

const shapes = new Map<NumberUnit, z.ZodType<DistributionConfig>>();

/**
 * The shape of a distribution with keys in a unit; a plain value is a fixed distribution. There is one instance per
 * unit, since shapes contain themselves.
 */
export function distributionShape(unit: NumberUnit): z.ZodType<DistributionConfig> {
  const known = shapes.get(unit);
  if (known) return known;
  const kinds = distributions.map(({ kind, about, shape }) => ({
    kind,
    about,
    shape: shape(unit, () => distributionShape(unit)),
  }));
  const shape = oneOfKind(kinds, { shorthand: plainValue(unit) }) as z.ZodType<DistributionConfig>;
  shapes.set(unit, shape);
  return shape;
}

/** Makes a distribution from a decoded configuration. Each stream needs its own, since a trace keeps its position. */
export function createDistribution(config: DistributionConfig, tables: Tables): Distribution {
  const create = (config: DistributionConfig): Distribution =>
    distributions.find(({ kind }) => kind === config.kind)!.create(config, { tables, create });
  return create(config);
}

function plainValue(unit: NumberUnit) {
  return z.codec(unit(), z.strictObject({ kind: z.literal("fixed"), value: z.number() }), {
    decode: (value) => ({ kind: "fixed" as const, value }),
    encode: ({ value }) => value,
  });
}
