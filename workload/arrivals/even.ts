import { z } from "zod";
import { defineArrivals } from "./arrivals.js";
import { Inversion } from "./inversion.js";

/** A metronome at the curve's rate. */
export const even = defineArrivals({
  kind: "even",
  about:
    "Equal gaps at the curve's rate, as from a timer or a load generator; the first arrival one gap after the begin.",
  followsCurve: true,
  shape: z.strictObject({}),
  create: (_config, { rates, horizon }) => new Inversion(rates, horizon, (into) => into.fill(1)),
});
