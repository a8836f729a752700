import { z } from "zod";
import { name } from "../../scenarios/language/index.js";
import { momentKeys } from "../../workload/when.js";
import { strategyShape } from "../capacity/strategy.js";
import { atMoments, defineIncident } from "./incident.js";
import { breachKeys, hasCause, waitsAgain } from "./runbooks.js";

export const strategySwitch = defineIncident({
  kind: "strategy-switch",
  about: "Another capacity provider strategy from a moment on; ECS makes it a deployment.",
  shape: z
    .strictObject({
      ...momentKeys,
      ...breachKeys,
      service: name().describe("The service whose strategy changes."),
      capacity: strategyShape.meta({
        description: "The capacity provider strategy from then on.",
        aws: "capacityProviderStrategy",
      }),
    })
    .refine(hasCause, "at, cron or onBreach")
    .refine(waitsAgain, "onBreach beside rearmAfter"),
  schedule(config, context) {
    const fleet = context.services.get(config.service)!.fleet!;
    const act = () => fleet.deploy({ capacity: config.capacity });
    atMoments(config, context, "strategy switch", act);
    context.runbooks.onBreach(config, "strategy switch", act);
  },
});
