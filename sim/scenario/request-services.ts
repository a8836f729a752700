import { all } from "../../scenarios/language/spelling.js";
import { groupsOf } from "../services/fleet/instances-shape.js";
import { request } from "../services/request/index.js";
import type { RequestServiceConfig } from "../services/request/shape.js";
import { fleetOf, kindOf, overflowsOf, servicesOf } from "../services/service-shape.js";
import { callsIn } from "./rules/mentions.js";
import type { Scenario } from "./shape.js";

type Services = Pick<Scenario, "services">;

/** The request services of a scenario by name: the ones that real load is driven at and a local fleet started for. */
export function requestServices({ services }: Services): Readonly<Record<string, RequestServiceConfig>> {
  return servicesOf(request, services);
}

/** The request service of this name, for callers that know it is one. */
export function requestService(name: string, scenario: Services): RequestServiceConfig {
  const found = requestServices(scenario)[name];
  if (found === undefined) throw new Error(`${name} is no request service`);
  return found;
}

/** Why no real load can be driven with a scenario, in a sentence; null where it can. */
export function undrivable(scenario: Pick<Scenario, "services" | "demand" | "calendar">): string | null {
  const { services, calendar } = scenario;
  if (calendar !== undefined) {
    return `real load is driven for a day, not for a month: --day names one of ${all(calendar.map(({ name }) => name))}`;
  }
  const called = [...new Set(callsIn(scenario).map(({ step }) => step.call))];
  if (called.length > 0) {
    return `calls of ${all(called)} are only simulated: no local fleet makes them, so that no real load is driven with them`;
  }
  const [overflow] = overflowsOf(services).keys();
  if (overflow !== undefined) {
    return `the overflow of ${overflow} is only simulated: no local fleet hands requests over, so that no real load is driven with it`;
  }
  const shifting = Object.entries(servicesOf(request, services)).find(
    ([, { deployment }]) => deployment.strategy.kind !== "rolling",
  );
  if (shifting !== undefined) {
    const [name, { deployment }] = shifting;
    return `the ${deployment.strategy.kind} deployments of ${name} are only simulated: a local fleet replaces its tasks a few at a time, so that no real load is driven with them`;
  }
  const onInstances = Object.entries(services).flatMap(([name, config]) =>
    groupsOf(fleetOf(config)?.instances).length > 0 ? [name] : [],
  );
  if (onInstances.length > 0) {
    return `the instances of ${all(onInstances)} are only simulated: no local fleet has any, so that no real load is driven at it`;
  }
  const simulated = Object.entries(services).filter(([, config]) => !kindOf(config).isDrivable);
  if (simulated.length === 0) return null;
  const names = simulated.map(([name, { kind }]) => `${name} (${kind})`);
  const [are, them] = names.length === 1 ? ["is", "it"] : ["are", "them"];
  return `${all(names)} ${are} only simulated: no real load can be driven at ${them}, and no local fleet has ${them}`;
}
