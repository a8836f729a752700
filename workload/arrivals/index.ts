import { z } from "zod";
import { oneOfKind } from "../../scenarios/language/index.js";
import { unit } from "../../scenarios/language/units/unit.js";
import type { Arrivals, ArrivalsConfig, ArrivalsContext, ArrivalsKind } from "./arrivals.js";
import { bursty } from "./bursty.js";
import { even } from "./even.js";
import { poisson } from "./poisson.js";
import { trace } from "./trace.js";

export type { Arrivals, ArrivalsConfig, ArrivalsContext, ArrivalsKind } from "./arrivals.js";

/** Every kind of arrivals. To add one, write its file and list it here. */
export const arrivalKinds: readonly ArrivalsKind[] = [poisson, even, bursty, trace];

/** The shape of arrivals; for a kind without keys the name alone is enough. */
export const arrivalsShape = oneOfKind(arrivalKinds, { shorthand: kindAlone() }) as z.ZodType<ArrivalsConfig>;

/** Whether this kind needs the demand's curve. */
export function followsCurve(config: ArrivalsConfig): boolean {
  return kindOf(config).followsCurve;
}

/** Makes the arrivals of a decoded configuration. */
export function createArrivals(config: ArrivalsConfig, context: ArrivalsContext): Arrivals {
  return kindOf(config).create(config, context);
}

function kindOf(config: ArrivalsConfig): ArrivalsKind {
  return arrivalKinds.find(({ kind }) => kind === config.kind)!;
}

function kindAlone() {
  const keysOf = (name: unknown) => Object.keys(arrivalKinds.find(({ kind }) => kind === name)?.shape.shape ?? {});
  const names = arrivalKinds.map(({ kind }) => kind).filter((kind) => keysOf(kind).length === 0);
  return unit<ArrivalsConfig>({
    expected: names.join(" or "),
    examples: names,
    json: { type: "string", enum: names },
    value: z.strictObject({ kind: z.enum(names) }),
    read: (written) => (names.includes(written as string) ? { kind: written as string } : undefined),
    write: ({ kind }) => kind,
    hint: (written) => {
      const keys = keysOf(written).map((key) => `, ${key}: …`);
      return keys.length > 0 ? `write { kind: ${written}${keys.join("")} }` : undefined;
    },
  });
}
