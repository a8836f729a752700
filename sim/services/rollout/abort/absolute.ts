import { z } from "zod";
import { canaryObjectiveShape, isBroken } from "../../../outcome/index.js";
import { defineAbort } from "./rule.js";

export const absolute = defineAbort({
  kind: "absolute",
  about: "An objective on the canary alone: over all its minutes so far, or with 'for 5m' over minutes on end.",
  shape: z.strictObject({ objective: canaryObjectiveShape.describe("The objective that the canary has to hold.") }),
  create: ({ objective }) => ({
    text: objective.text,
    window: 0,
    isBroken: ({ facts, minutes }) => isBroken(objective, facts.canary, minutes),
  }),
});
