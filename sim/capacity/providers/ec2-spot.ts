import { z } from "zod";
import { name } from "../../../scenarios/language/index.js";
import { minute } from "../../../scenarios/language/units/time.js";
import { OnInstances } from "./on-instances.js";
import { defineProvider, placementKeys } from "./provider.js";

/** Spare EC2 instances at the discount of their pool: AWS takes an instance back with every task on it, two minutes after its notice. */
export const ec2Spot = defineProvider({
  name: "EC2_SPOT",
  about: "Spare EC2 instances at the discount of their pool; AWS may take one back with all its tasks.",
  hasInstances: true,
  purchase: "spot",
  entry: z.strictObject({
    ...placementKeys,
    market: name()
      .optional()
      .describe("The Spot market whose crunches take these instances; left out, their own alone."),
  }),
  create: (context) => new OnInstances(context, 2 * minute),
});
