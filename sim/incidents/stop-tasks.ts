import { z } from "zod";
import { integer, name, ratio } from "../../scenarios/language/index.js";
import { instant, instantOf } from "../../workload/instant.js";
import { defineIncident, once } from "./incident.js";

/** How many of a service's running tasks are meant: a share of them, rounded but at least one, or so many. */
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
      at: instant(),
      service: name(),
      share: ratio({ min: 1e-9 }).optional(),
      count: integer({ min: 1 }).optional(),
    })
    .refine(({ share, count }) => (share === undefined) !== (count === undefined), "share or count"),
  schedule({ at, service, ...part }, { simulation, clock, services }) {
    once(simulation, "stop tasks", instantOf(at, clock), () =>
      services.get(service)!.stopTasks((running) => partSize(part, running)),
    );
  },
});
