import type { Path } from "../../scenarios/language/index.js";
import type { Load } from "../../workload/calls.js";
import { InputError } from "../../workload/input-error.js";
import type { RequestClass } from "../../workload/requests.js";
import type { Tables } from "../../workload/tables.js";
import type { Strategy } from "../capacity/strategy.js";
import { ofKind } from "../incidents/index.js";
import type { ServiceView } from "../services/kind.js";
import { linking, sourcesOf } from "../services/links.js";
import { callsTo, strategiesIn } from "./rules/mentions.js";
import type { PlannedDemands } from "./rules/planned-demands.js";
import type { Scenario } from "./shape.js";

/** The surroundings of a service in its scenario, looked up on demand since a part of them may be refused. */
export function serviceView(name: string, scenario: Scenario, demands: PlannedDemands, tables: Tables): ServiceView {
  const source = () => sourcesOf(name, scenario.services).own;
  return {
    name,
    at: ["services", name],
    tables,
    get seed() {
      return scenario.seed;
    },
    get clock() {
      return scenario.clock;
    },
    get account() {
      return scenario.account;
    },
    get autoscaling() {
      return scenario.autoscaling;
    },
    get sent() {
      const own = source();
      return scenario.demand.filter(({ to }) => to === own);
    },
    get demands(): readonly Load[] {
      return demands.to(name, scenario);
    },
    get waitsForever() {
      return callsTo(name, scenario).some(({ timeout }) => timeout === undefined);
    },
    get classes() {
      return classesOf(source(), scenario, demands);
    },
    get strategies(): readonly Strategy[] {
      return strategiesIn(scenario).flatMap(({ service, value }) => (service === name ? [value] : []));
    },
    get isDeployed() {
      return scenario.incidents.some(
        (incident) =>
          incident.kind === "kill-switch" ||
          ((incident.kind === "deployment" || incident.kind === "strategy-switch") && incident.service === name),
      );
    },
    get meetsStops() {
      return ofKind(scenario.incidents, "stop-tasks").some(({ service }) => service === name);
    },
    get meetsZoneOutage() {
      return ofKind(scenario.incidents, "zone-outage").length > 0;
    },
    get workers() {
      return linking(name, "source", scenario.services);
    },
    get isOnlyService() {
      return Object.keys(scenario.services).length === 1;
    },
  };
}

/** The request classes of all demands that are sent to a service, and where each is written. */
function classesOf(name: string, scenario: Scenario, demands: PlannedDemands): ServiceView["classes"] {
  return demands.of(scenario).flatMap((demand, index) => {
    if (demand instanceof InputError || demand.to !== name) return [];
    const { classes, session } = scenario.demand[index];
    const lone = session ? ["session", "message"] : ["request"];
    const at = (number: number): Path => ["demand", index, ...(classes ? ["classes", number] : lone)];
    return demand.classes.map((request: RequestClass, number) => ({ at: at(number), request }));
  });
}
