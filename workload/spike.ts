import { z } from "zod";
import { duration, number } from "../scenarios/language/index.js";
import type { Clock } from "./clock.js";
import { combined, type RateSegments, segmentsOf } from "./curves/segments.js";
import type { NumberUnit } from "./distributions/index.js";

/** A rise of the rate for a while, by a factor or by an added rate; both the rise and the fall take `ramp`. */
export interface Spike {
  readonly lasts: number;
  readonly factor?: number;
  readonly rate?: number;
  readonly ramp: number;
}

/** The keys of a spike other than its time, which the curve and the incident share. */
export function spikeShape<Moment extends z.ZodRawShape>(unit: NumberUnit, moment: Moment) {
  return z
    .strictObject({
      ...moment,
      lasts: duration({ min: 1 }).describe("How long the rise lasts, its ramps included."),
      factor: number({ min: 0 }).optional().describe("The factor on the rate during the rise; instead of rate."),
      rate: unit().optional().describe("The rate that is added during the rise; instead of factor."),
      ramp: duration().prefault("0s").describe("How long the rise takes, and the fall."),
    })
    .refine((spike) => isEither(spike as Spike), { message: "either factor or rate" })
    .refine((spike) => rampFits(spike as Spike), { path: ["ramp"], message: "a ramp of at most half of lasts" });
}

const isEither = ({ factor, rate }: Spike) => (factor === undefined) !== (rate === undefined);
const rampFits = ({ lasts, ramp }: Spike) => 2 * ramp <= lasts;

/**
 * A rate with a spike added at each of these instants, which are in order of time. A spike ends before the next begins.
 */
export function spiked(base: RateSegments, spike: Spike, moments: readonly number[], clock: Clock): RateSegments {
  const profile = segmentsOf(heights(spike, moments), clock.horizon);
  const { factor, rate } = spike;
  const lift = factor === undefined ? (_: number) => rate! : (base: number) => base * (factor - 1);
  return combined(base, profile, (base, height) => base + lift(base) * height, clock.horizon);
}

const rampSteps = 60;

/** The height of the spike, 0 to 1. Ramps are steps that have the line's height in their middle. */
function* heights(
  { lasts, ramp }: Spike,
  moments: readonly number[],
): Generator<readonly [at: number, height: number]> {
  const steps = Math.min(rampSteps, ramp);
  yield [Number.NEGATIVE_INFINITY, 0];
  for (const at of moments) {
    for (let i = 0; i < steps; i++) yield [at + Math.round((i * ramp) / steps), (i + 0.5) / steps];
    yield [at + ramp, 1];
    for (let i = 0; i < steps; i++) yield [at + lasts - ramp + Math.round((i * ramp) / steps), 1 - (i + 0.5) / steps];
    yield [at + lasts, 0];
  }
}
