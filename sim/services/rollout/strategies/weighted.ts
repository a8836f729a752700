import { z } from "zod";
import { duration, flag, ratio } from "../../../../scenarios/language/index.js";
import { defineStrategy } from "./strategy.js";

const stepShape = z.strictObject({
  share: ratio({ min: 0.001, max: 0.999 }).describe("Share of the traffic at this step."),
  lasts: duration().describe("How long this step lasts."),
});

/** The usual way before ECS had canaries of its own: a second service behind a weighted listener rule. */
export const weighted = defineStrategy({
  kind: "weighted",
  about:
    "A second service gets shares of the traffic by the weights of a listener rule, each revision with its share of the tasks.",
  shape: z.strictObject({
    shadow: stepShape
      .optional()
      .describe("Before the first step: copies of some requests, whose answers nobody waits for."),
    steps: z
      .array(stepShape)
      .min(1)
      .refine((steps) => steps.every(({ share }, at) => at === 0 || share > steps[at - 1].share), "shares that rise")
      .describe("Shares of the traffic, one after another."),
    promote: flag()
      .prefault(true)
      .describe("All traffic goes to the new revision when the last step is over; else it stays at that share."),
    bakeTime: duration().prefault("0s").describe("How long the old service is kept when all traffic has shifted."),
  }),
  plan: ({ shadow, steps, promote, bakeTime }) => ({
    steps: [
      ...(shadow ? [{ share: 0, shadow: shadow.share, lasts: shadow.lasts }] : []),
      ...steps.map(({ share, lasts }) => ({ share, shadow: 0, lasts })),
    ],
    promotes: promote,
    bakeTime,
    sizing: "proportional",
    isDeployment: false,
  }),
});
