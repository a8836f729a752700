import { z } from "zod";
import { name } from "../../scenarios/language/index.js";
import { hasMoment, momentKeys } from "../../workload/when.js";
import { taskShape } from "../services/fleet/task-definitions.js";
import { atMoments, defineIncident } from "./incident.js";

export const deployment = defineIncident({
  kind: "deployment",
  about: "A deployment of a service, of the same task or of another one.",
  shape: z
    .strictObject({ ...momentKeys, service: name(), task: taskShape.optional() })
    .refine(hasMoment, "at, cron or both"),
  schedule(config, context) {
    const fleet = context.services.get(config.service)!.fleet!;
    atMoments(config, context, "deployment", () => fleet.deploy({ task: config.task }));
  },
});
