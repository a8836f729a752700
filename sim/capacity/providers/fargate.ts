import { z } from "zod";
import { defineProvider, placementKeys } from "./provider.js";

/** On-demand Fargate: never taken back. */
export const fargate = defineProvider({
  name: "FARGATE",
  about: "Fargate at the on-demand price; a running task is never taken back.",
  purchase: "on-demand",
  interruptible: false,
  entry: z.strictObject(placementKeys),
});
