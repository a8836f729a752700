import { z } from "zod";
import { defineStrategy } from "./strategy.js";

export const rolling = defineStrategy({
  kind: "rolling",
  about: "Tasks are replaced a few at a time, within minimumHealthyPercent and maximumPercent: ECS's default.",
  shape: z.strictObject({}),
  plan: () => null,
});
