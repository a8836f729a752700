import { z } from "zod";
import { integer, name } from "../../scenarios/language/index.js";
import { instant, instantOf } from "../../workload/when.js";
import { strategyShape } from "../capacity/strategy.js";
import { taskShape } from "../services/fleet/task-definitions.js";
import { defineIncident, once } from "./incident.js";
import { breachKeys, hasCause, waitsAgain } from "./runbooks.js";

const revision = z.strictObject({
  task: taskShape.describe("The task definition that it goes back to."),
  capacity: strategyShape.describe("The capacity provider strategy that it goes back to."),
  bounds: z
    .strictObject({
      min: integer().describe("The fewest tasks after the switch."),
      max: integer().describe("The most tasks after the switch."),
    })
    .optional()
    .describe("The bounds that it goes back to; left out, they stay."),
});

/**
 * The state that a kill switch returns to: task and capacity of each service, and its bounds where the variant changes
 * them.
 */
export type Fallbacks = Readonly<Record<string, z.output<typeof revision>>>;

export const killSwitch = defineIncident({
  kind: "kill-switch",
  about: "Back to a named variant's task, capacity and bounds by rolling deployment, of all services at once.",
  shape: z
    .strictObject({
      at: instant().optional().describe("The moment of the switch."),
      ...breachKeys,
      to: name().describe("The variant of the scenario to go back to."),
      services: z
        .record(name(), revision)
        .optional()
        .describe("What that variant has; filled in from it where it is left out."),
    })
    .refine(hasCause, "at or onBreach")
    .refine(waitsAgain, "onBreach beside rearmAfter"),
  schedule(config, context) {
    const { at, to, services = {} } = config;
    const act = () => {
      for (const [service, fallback] of Object.entries(services)) {
        context.journal(service, "kill-switch", `kill switch: back to ${to}`);
        context.services.get(service)!.fleet!.deploy({ ...fallback, rolls: true });
      }
    };
    if (at !== undefined) once(context.simulation, "kill switch", instantOf(at, context.clock), act);
    context.runbooks.onBreach(config, "kill switch", act);
  },
});
