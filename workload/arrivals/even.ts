import { z } from "zod";
import { integral } from "../curves/segments.js";
import { defineArrivals } from "./arrivals.js";
import { Inversion } from "./inversion.js";

/** A metronome at the curve's rate. */
export const even = defineArrivals({
  kind: "even",
  about:
    "Equal gaps at the curve's rate, as from a timer or a load generator: exactly rate × time of them, the first half a gap after the start.",
  followsCurve: true,
  shape: z.strictObject({}),
  create: (_config, { rates, horizon }) => {
    // Those of the run come in the middles of its gaps, where no rounding reaches its ends; warm-up counts back from there.
    const warmup = integral(rates, horizon.from, 0) + 0.5;
    return new Inversion(rates, horizon, (into) => into.fill(1), warmup - Math.floor(warmup) - 1);
  },
});
