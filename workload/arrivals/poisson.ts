import { z } from "zod";
import { defineArrivals } from "./arrivals.js";
import { Inversion } from "./inversion.js";

/** Independent users: arrivals do not depend on one another. */
export const poisson = defineArrivals({
  kind: "poisson",
  about: "Many independent users: arrivals do not depend on one another. Real traffic is often burstier.",
  followsCurve: true,
  shape: z.strictObject({}),
  create: (_config, { rates, horizon, stream }) => {
    const random = stream("gaps");
    return new Inversion(rates, horizon, (into) => random.exponentials(into));
  },
});
