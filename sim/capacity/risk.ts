import { z } from "zod";
import { percentPerMonth, type Unit } from "../../scenarios/language/index.js";
import { hour, hoursPerMonth } from "../../scenarios/language/units/time.js";
import { log } from "../../workload/exp.js";

/** The hazard per hour of what happens to a task with probability `monthly` within a month of 730 hours: −ln(1 − p)/730. */
export function hazardPerHour(monthly: number): number {
  return -log(1 - monthly) / hoursPerMonth;
}

/** The lifetime in whole microseconds under a constant hazard, by inversion of a uniform draw; Infinity without one. */
export function lifetime(hazard: number, uniform: number): number {
  return hazard === 0 ? Number.POSITIVE_INFINITY : Math.ceil((-log(uniform) / hazard) * hour);
}

/** Monthly interruption probabilities by mood of the market: assumptions, since AWS publishes none for Fargate Spot. */
export const presets = { calm: 0.05, normal: 0.2, bad: 0.5 } as const;

const share = percentPerMonth({ max: 0.99 });
const presetWords = Object.entries(presets).map(([name, risk]) => `${name} (${z.encode(share, risk)})`);
const expected = `a monthly probability such as 20 %, at most 99 %, or ${presetWords.join(", ")}`;

const spelling = z.unknown().meta({
  type: ["string", "number"],
  unit: expected,
  examples: ["20 %", ...Object.keys(presets)],
});

/** A probability per month: a share, or the name of a preset. */
export function monthlyRisk(): Unit<number> {
  return z.codec(spelling, z.number(), {
    decode: (written, context) => {
      if (isPreset(written)) return presets[written];
      const decoded = z.safeDecode(share, written);
      if (decoded.success) return decoded.data;
      context.issues.push({ code: "custom", input: written, message: expected });
      return z.NEVER;
    },
    encode: (risk) => z.encode(share, risk),
  });
}

function isPreset(written: unknown): written is keyof typeof presets {
  return typeof written === "string" && Object.hasOwn(presets, written);
}
