import { z } from "zod";
import { integer, name, ratio } from "../../scenarios/language/index.js";
import { hasMoment, momentKeys } from "../../workload/when.js";
import { atMoments, defineIncident } from "./incident.js";

/** A part of a service's running tasks: a share, rounded but at least one task, or a number. */
export interface TaskPart {
  readonly share?: number | undefined;
  readonly count?: number | undefined;
}

/** The tasks that a part of so many running ones is: none of none. */
export function partSize({ share = 0, count }: TaskPart, running: number): number {
  return Math.min(running, count ?? Math.max(1, Math.round(share * running)));
}

export const stopTasks = defineIncident({
  kind: "stop-tasks",
  about: "Some of a service's running tasks are stopped by StopTask, as a drill does; the service replaces them.",
  shape: z
    .strictObject({
      ...momentKeys,
      service: name().describe("The service whose tasks are stopped."),
      share: ratio({ min: 1e-9 }).optional().describe("Share of its running tasks that are stopped; instead of count."),
      count: integer({ min: 1 }).optional().describe("How many of its running tasks are stopped; instead of share."),
    })
    .refine(hasMoment, "at, cron or both")
    .refine(({ share, count }) => (share === undefined) !== (count === undefined), "share or count"),
  schedule(config, context) {
    const fleet = context.services.get(config.service)!.fleet!;
    atMoments(config, context, "stop tasks", () => fleet.stopTasks((running) => partSize(config, running)));
  },
});
