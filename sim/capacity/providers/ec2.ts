import { z } from "zod";
import { OnInstances } from "./on-instances.js";
import { defineProvider, placementKeys } from "./provider.js";

/** EC2 instances bought on demand: tasks share them, and none is taken back. */
export const ec2 = defineProvider({
  name: "EC2",
  about: "EC2 instances at the on-demand price, shared by the tasks of a service; `instances` says which.",
  hasInstances: true,
  purchase: "on-demand",
  entry: z.strictObject(placementKeys),
  create: (context) => new OnInstances(context, Number.POSITIVE_INFINITY),
});
