import type { Path } from "../../../scenarios/language/index.js";
import { classesOf } from "../../../workload/demand-shape.js";
import type { CallConfig, RequestClassConfig } from "../../../workload/requests.js";
import type { Strategy } from "../../capacity/strategy.js";
import type { FleetConfig } from "../../services/fleet/fleet.js";
import type { TaskConfig } from "../../services/fleet/task-definitions.js";
import { fleetOf, servedBy } from "../../services/service-shape.js";
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
  return [...tasksOf(services), ...deployed];
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

/** The tasks of services, of each size that they can have. */
function tasksOf(services: Scenario["services"]): readonly Mention<TaskConfig>[] {
  return Object.entries(services).flatMap(([service, config]): readonly Mention<TaskConfig>[] => {
    const fleet = fleetOf(config);
    if (fleet === null) return [];
    const at = ["services", service];
    if (fleet.profiles === undefined) return [{ at: [...at, "task"], service, value: fleet.task }];
    return Object.entries(fleet.profiles).map(([name, value]) => ({ at: [...at, "profiles", name], service, value }));
  });
}

/** The services that have tasks. */
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

/** A step that calls a service: where it stands, and whose requests make it: a service's own, or a demand's. */
export interface CallMention {
  readonly at: Path;
  readonly from: string | null;
  readonly step: CallConfig;
}

/** Every step that calls a service, of demands and of what services do for those that call them. */
export function callsIn({ demand, services }: Pick<Scenario, "demand" | "services">): readonly CallMention[] {
  return [
    ...demand.flatMap((config, index) => {
      const lone = config.session ? ["session", "message"] : ["request"];
      return callsUnder(classesOf(config), ["demand", index], config.classes ? null : lone, null);
    }),
    ...Object.entries(services).flatMap(([name, config]) =>
      callsUnder(servedBy(config), ["services", name], config.classes ? null : ["request"], name),
    ),
  ];
}

/** The calls of a service, each with the timeout and the retries of its caller. */
export function callsTo(service: string, scenario: Pick<Scenario, "demand" | "services">): readonly CallOf[] {
  const { demand, services } = scenario;
  return callsIn(scenario).flatMap(({ at, from, step }) => {
    if (step.call !== service) return [];
    const served = servedBy(services[service]).filter(({ name }) => step.class === undefined || name === step.class);
    const caller = from ?? demand[Number(at[1])].name;
    return served.map(({ timeout, retries }) => ({
      from: caller,
      timeout: step.timeout ?? timeout,
      retries: step.retries ?? retries,
    }));
  });
}

/** A caller, which is a demand's request or a service, and its timeout and retries. */
export interface CallOf extends Pick<RequestClassConfig, "timeout" | "retries"> {
  readonly from: string;
}

/** `lone` is where the only class stands; null where each stands in a list. */
function callsUnder(
  classes: readonly RequestClassConfig[],
  above: Path,
  lone: Path | null,
  from: string | null,
): readonly CallMention[] {
  return classes.flatMap(({ steps }, number) =>
    steps.flatMap((step, index) => {
      if (step.call === undefined) return [];
      const at = [...above, ...(lone ?? ["classes", number]), "steps", index];
      return [{ at, from, step: { ...step, call: step.call } }];
    }),
  );
}
