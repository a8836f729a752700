import { z } from "zod";
import { oneOfKind } from "../../scenarios/language/index.js";
import { slowDownstream, trafficSpike } from "../../workload/incidents.js";
import type { Objective } from "../outcome/index.js";
import { deployment } from "./deployment.js";
import type { IncidentContext, IncidentKind } from "./incident.js";
import { killSwitch } from "./kill-switch.js";
import { spotCrunch } from "./spot-crunch.js";
import { stopTasks } from "./stop-tasks.js";
import { strategySwitch } from "./strategy-switch.js";
import { zoneOutage } from "./zone-outage.js";

export type { Fallbacks } from "./kill-switch.js";
export { minutesOfBreach, Runbooks, serviceOf } from "./runbooks.js";
export { partSize, type TaskPart } from "./stop-tasks.js";

/** Everything that can happen on a scenario's timeline: a new one is a file and a word here. */
export const incidents = [
  trafficSpike,
  slowDownstream,
  zoneOutage,
  spotCrunch,
  deployment,
  strategySwitch,
  killSwitch,
  stopTasks,
] as const;

/** The `incidents` of a scenario. */
export const incidentsShape = z.array(oneOfKind(incidents));
export type IncidentConfig = z.output<typeof incidentsShape>[number];

/** Puts the incidents that befall the fleet on the run's timeline. */
export function scheduleIncidents(configs: readonly IncidentConfig[], context: IncidentContext): void {
  const kinds: readonly IncidentKind[] = incidents;
  for (const config of configs) kinds.find(({ kind }) => kind === config.kind)?.schedule?.(config, context);
}

/** An objective that an incident waits for, and the incident's place in the list. */
export interface AwaitedBreach {
  readonly index: number;
  readonly objective: Objective;
}

/** The objectives that incidents wait for. */
export function breachesIn(incidents: readonly IncidentConfig[]): readonly AwaitedBreach[] {
  return incidents.flatMap((incident, index) =>
    "onBreach" in incident && incident.onBreach !== undefined ? [{ index, objective: incident.onBreach }] : [],
  );
}

/** The incidents of one kind. */
export function ofKind<K extends IncidentConfig["kind"]>(incidents: readonly IncidentConfig[], kind: K) {
  return incidents.filter((incident): incident is Extract<IncidentConfig, { kind: K }> => incident.kind === kind);
}
