import { z } from "zod";
import { name } from "../../scenarios/language/index.js";
import { momentKeys } from "../../workload/when.js";
import { taskShape } from "../services/fleet/task-definitions.js";
import { atMoments, defineIncident } from "./incident.js";
import { breachKeys, hasCause, waitsAgain } from "./runbooks.js";

export const deployment = defineIncident({
  kind: "deployment",
  about: "A deployment of a service, of the same task or of another one.",
  shape: z
    .strictObject({
      ...momentKeys,
      ...breachKeys,
      service: name().describe("The service that is deployed."),
      task: taskShape.optional().describe("The task definition of the new revision; left out, the same as before."),
    })
    .refine(hasCause, "at, cron or onBreach")
    .refine(waitsAgain, "onBreach beside rearmAfter"),
  schedule(config, context) {
    const fleet = context.services.get(config.service)!.fleet!;
    const act = () => fleet.deploy({ task: config.task });
    atMoments(config, context, "deployment", act);
    context.runbooks.onBreach(config, "deployment", act);
  },
});
