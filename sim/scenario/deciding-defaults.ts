import { classesOf } from "../../workload/demand-shape.js";
import type { DecidingDefaults } from "../outcome/index.js";
import { type RequestServiceConfig, slotDefaults } from "../services/request-service-shape.js";
import { spell } from "./rules/spelling.js";
import type { Scenario } from "./shape.js";

/** What nobody wrote and requests may fail by: a verdict that it decides names it, and so do the assumptions. */
export function decidingDefaults(scenario: Pick<Scenario, "services" | "demand" | "incidents">): DecidingDefaults {
  const { services, demand, incidents } = scenario;
  const isZoneDown = incidents.some(({ kind }) => kind === "zone-outage");
  const waits = (service: string) =>
    demand
      .filter(({ to }) => to === service)
      .flatMap(classesOf)
      .some(({ timeout }) => timeout === undefined);
  const entries = Object.entries(services).map(([name, { task, balancer }]) => [
    name,
    { ...aboutQueue(task), ...(waits(name) ? aboutTimeout(balancer, isZoneDown) : {}) },
  ]);
  return Object.fromEntries(entries);
}

function aboutQueue({ maxConcurrent, queue }: RequestServiceConfig["task"]): DecidingDefaults[string] {
  const isDefault = maxConcurrent === slotDefaults.maxConcurrent || queue === slotDefaults.queue;
  if (!isDefault) return {};
  const both = maxConcurrent === slotDefaults.maxConcurrent && queue === slotDefaults.queue;
  const which = both
    ? "the defaults"
    : maxConcurrent === slotDefaults.maxConcurrent
      ? "the first is a default"
      : "the second is a default";
  return { queueFull: `a full queue (task.maxConcurrent ${maxConcurrent}, task.queue ${queue}: ${which})` };
}

type Balancer = RequestServiceConfig["balancer"];

/** A dead zone ends connects long before the idle timeout does. */
function aboutTimeout({ idleTimeout, connectTimeout }: Balancer, isZoneDown: boolean): DecidingDefaults[string] {
  const connects = isZoneDown ? `${spell.time(connectTimeout)} without a connection to a dead zone or ` : "";
  return { timeout: `the balancer's 504 after ${connects}${spell.time(idleTimeout)} (no timeout is set)` };
}
