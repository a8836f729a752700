import { z } from "zod";
import { duration } from "../../scenarios/language/index.js";
import { minute } from "../../scenarios/language/units/time.js";
import { defineCurve } from "./curve.js";
import { sampled } from "./segments.js";

const steps = 60;

/** A straight line from one rate to another. */
export const ramp = defineCurve({
  kind: "ramp",
  about: "Goes in a straight line from one rate to another; level before and after.",
  shape: (unit) =>
    z.strictObject({ from: unit(), to: unit(), starts: duration().prefault("0s"), lasts: duration({ min: 1 }) }),
  compile: ({ from, to, starts, lasts }, { horizon }) => {
    const step = Math.min(minute, Math.max(1, Math.round(lasts / steps)));
    const rateAt = (instant: number) => from + (to - from) * Math.min(1, Math.max(0, (instant - starts) / lasts));
    return sampled(rateAt, step, horizon);
  },
});
