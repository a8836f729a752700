import { z } from "zod";
import { duration, ratio } from "../../../../scenarios/language/index.js";
import { bakeRange, defineStrategy } from "./strategy.js";

/**
 * Nothing is waited for after the step that comes to all of the traffic.
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinearConfiguration.html
 */
export const linear = defineStrategy({
  kind: "linear",
  about: "A second fleet of full size gets the traffic in equal steps, as ECS's own linear deployment.",
  shape: z.strictObject({
    step: ratio({ min: 0.03, max: 1 })
      .prefault("10 %")
      .meta({ description: "Share of the traffic that shifts at each step.", aws: "stepPercent" }),
    lasts: duration(bakeRange)
      .prefault("6m")
      .meta({ description: "Time from one step to the next.", aws: "stepBakeTimeInMinutes" }),
    bakeTime: duration(bakeRange)
      .prefault("0s")
      .meta({ description: "How long the old fleet is kept when all traffic has shifted.", aws: "bakeTimeInMinutes" }),
  }),
  plan: ({ step, lasts, bakeTime }) => ({
    // Shares are whole tenths of a per cent on AWS; the noise of a product does not make a step of its own.
    steps: Array.from({ length: Math.ceil(1 / step - 1e-9) - 1 }, (_, index) => ({
      share: Number(((index + 1) * step).toFixed(9)),
      shadow: 0,
      lasts,
    })),
    promotes: true,
    bakeTime,
    sizing: "full",
    isDeployment: true,
  }),
});
