import { z } from "zod";
import { duration } from "../../../../scenarios/language/index.js";
import { bakeRange, defineStrategy } from "./strategy.js";

export const blueGreen = defineStrategy({
  kind: "blue-green",
  about: "A second fleet of full size gets all traffic at once; the old one is kept for the bake time.",
  shape: z.strictObject({
    bakeTime: duration(bakeRange)
      .prefault("0s")
      .meta({ description: "How long the old fleet is kept after the switch.", aws: "bakeTimeInMinutes" }),
  }),
  plan: ({ bakeTime }) => ({ steps: [], promotes: true, bakeTime, sizing: "full", isDeployment: true }),
});
