import { z } from "zod";
import { duration, flag, ratio } from "../../../../scenarios/language/index.js";
import { defineStrategy } from "./strategy.js";

const stepShape = z.strictObject({ share: ratio({ min: 0.001, max: 0.999 }), lasts: duration() });

/** What people did before ECS had canaries of its own: a second service behind a weighted listener rule. */
export const weighted = defineStrategy({
  kind: "weighted",
  about:
    "A second service gets shares of the traffic by the weights of a listener rule, each revision with its share of the tasks.",
  shape: z.strictObject({
    /** Before the first step: copies of some requests, whose answers nobody waits for. */
    shadow: stepShape.optional(),
    steps: z
      .array(stepShape)
      .min(1)
      .refine((steps) => steps.every(({ share }, at) => at === 0 || share > steps[at - 1].share), "shares that rise"),
    /** All traffic goes to the new revision when the last step is over; else it stays at that share. */
    promote: flag().prefault(true),
    /** How long the old service is kept when all traffic has shifted. */
    bakeTime: duration().prefault("0s"),
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
