import { z } from "zod";
import { name } from "../../../scenarios/language/index.js";
import { defineProvider, placementKeys } from "./provider.js";

/** Spare Fargate capacity at a discount, taken back when AWS needs it. */
export const fargateSpot = defineProvider({
  name: "FARGATE_SPOT",
  about: "Spare Fargate capacity at its market's discount; AWS may take a task back, and never falls back to FARGATE.",
  purchase: "spot",
  interruptible: true,
  entry: z.strictObject({ ...placementKeys, market: name().optional() }),
});
