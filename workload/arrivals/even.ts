import { z } from "zod";
import { integral } from "../curves/segments.js";
import { defineArrivals } from "./arrivals.js";
import { Inversion } from "./inversion.js";

/** Arrivals in equal gaps at the curve's rate. */
export const even = defineArrivals({
  kind: "even",
  about:
    "Equal gaps at the curve's rate, as from a timer or a load generator: exactly rate × time of them, the first half a gap after the start.",
  followsCurve: true,
  shape: z.strictObject({}),
  create: (_config, { rates, horizon }) => {
    // The first arrival of the run comes half a gap after its start, so that rounding never moves one across an end of
    // the run. The warm-up counts back from there.
    const warmup = integral(rates, horizon.from, 0) + 0.5;
    return new Inversion(rates, horizon, (into) => into.fill(1), warmup - Math.floor(warmup) - 1);
  },
});
