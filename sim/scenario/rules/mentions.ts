import type { Path } from "../../../scenarios/language/index.js";
import type { Strategy } from "../../capacity/strategy.js";
import type { FleetConfig } from "../../services/fleet.js";
import { fleetOf } from "../../services/service-shape.js";
import type { TaskConfig } from "../../services/task-definitions.js";
import type { Scenario } from "../shape.js";

/** A part of a scenario that several keys can hold: where it stands, and the service that it is for. */
export interface Mention<T> {
  readonly at: Path;
  readonly service: string;
  readonly value: T;
}

/** Every size and process of a task: of the services, and of the incidents that deploy another one. */
export function tasksIn({ services, incidents }: Scenario): readonly Mention<TaskConfig>[] {
  const deployed = incidents.flatMap((incident, index): readonly Mention<TaskConfig>[] => {
    if (incident.kind === "deployment" && incident.task !== undefined)
      return [{ at: ["incidents", index, "task"], service: incident.service, value: incident.task }];
    return incident.kind === "kill-switch" ? partsOf(incident.services, ["incidents", index], "task") : [];
  });
  return [...partsOf(fleetsOf(services), [], "task"), ...deployed];
}

/** Every capacity provider strategy: of the services, and of the incidents that switch to another one. */
export function strategiesIn({ services, incidents }: Scenario): readonly Mention<Strategy>[] {
  const switched = incidents.flatMap((incident, index): readonly Mention<Strategy>[] => {
    if (incident.kind === "strategy-switch")
      return [{ at: ["incidents", index, "capacity"], service: incident.service, value: incident.capacity }];
    return incident.kind === "kill-switch" ? partsOf(incident.services, ["incidents", index], "capacity") : [];
  });
  return [...partsOf(fleetsOf(services), [], "capacity"), ...switched];
}

/** Of the services that have tasks of their own. */
function fleetsOf(services: Scenario["services"]): Readonly<Record<string, Parts>> {
  const fleets = Object.entries(services).map(([name, config]) => [name, fleetOf(config)] as const);
  return Object.fromEntries(fleets.filter((entry): entry is [string, FleetConfig] => entry[1] !== null));
}

interface Parts {
  readonly task: TaskConfig;
  readonly capacity: Strategy;
}

function partsOf<K extends keyof Parts>(
  services: Readonly<Record<string, Parts>> = {},
  above: Path,
  key: K,
): readonly Mention<Parts[K]>[] {
  return Object.entries(services).map(([service, parts]) => ({
    at: [...above, "services", service, key],
    service,
    value: parts[key],
  }));
}
