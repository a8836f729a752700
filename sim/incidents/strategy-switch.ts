import { z } from "zod";
import { name } from "../../scenarios/language/index.js";
import { hasMoment, momentKeys } from "../../workload/when.js";
import { strategyShape } from "../capacity/strategy.js";
import { atMoments, defineIncident } from "./incident.js";

export const strategySwitch = defineIncident({
  kind: "strategy-switch",
  about: "Another capacity provider strategy from a moment on; ECS makes it a deployment.",
  shape: z
    .strictObject({ ...momentKeys, service: name(), capacity: strategyShape })
    .refine(hasMoment, "at, cron or both"),
  schedule(config, context) {
    const fleet = context.services.get(config.service)!.fleet!;
    atMoments(config, context, "strategy switch", () => fleet.deploy({ capacity: config.capacity }));
  },
});
