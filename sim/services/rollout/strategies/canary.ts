import { z } from "zod";
import { duration, ratio } from "../../../../scenarios/language/index.js";
import { bakeRange, defineStrategy } from "./strategy.js";

/** Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CanaryConfiguration.html */
export const canary = defineStrategy({
  kind: "canary",
  about:
    "A second fleet of full size gets a share of the traffic for a while, and then all of it, as ECS's own canary.",
  shape: z.strictObject({
    share: ratio({ min: 0.001, max: 1 })
      .prefault("5 %")
      .meta({ description: "Share of the traffic that the canary gets.", aws: "canaryPercent" }),
    lasts: duration(bakeRange).prefault("10m").meta({
      description: "How long the canary gets that share before all traffic shifts.",
      aws: "canaryBakeTimeInMinutes",
    }),
    bakeTime: duration(bakeRange)
      .prefault("0s")
      .meta({ description: "How long the old fleet is kept when all traffic has shifted.", aws: "bakeTimeInMinutes" }),
  }),
  plan: ({ share, lasts, bakeTime }) => ({
    steps: [{ share, shadow: 0, lasts }],
    promotes: true,
    bakeTime,
    sizing: "full",
    isDeployment: true,
  }),
});
