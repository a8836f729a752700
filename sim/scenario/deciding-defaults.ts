import { z } from "zod";
import { classesOf } from "../../workload/demand-shape.js";
import type { DecidingDefaults } from "../outcome/index.js";
import { scalingShape } from "../scaling/index.js";
import { type RequestServiceConfig, sizeDefaults, slotDefaults } from "../services/request/shape.js";
import { spell } from "./rules/spelling.js";
import type { Scenario } from "./shape.js";

/** What nobody wrote and requests may fail by or a fleet's size follows: a verdict that it decides names it, and so do the assumptions. */
export function decidingDefaults(scenario: Pick<Scenario, "services" | "demand" | "incidents">): DecidingDefaults {
  const { services, demand, incidents } = scenario;
  const isZoneDown = incidents.some(({ kind }) => kind === "zone-outage");
  const waits = (service: string) =>
    demand
      .filter(({ to }) => to === service)
      .flatMap(classesOf)
      .some(({ timeout }) => timeout === undefined);
  const entries = Object.entries(services).map(([name, service]) => [
    name,
    {
      failures: { ...aboutQueue(service.task), ...(waits(name) ? aboutTimeout(service.balancer, isZoneDown) : {}) },
      size: aboutSize(name, service),
    },
  ]);
  return Object.fromEntries(entries);
}

type Failures = DecidingDefaults[string]["failures"];

const scalingByDefault = JSON.stringify(z.decode(scalingShape, [...sizeDefaults.scaling]));

/** Without policies bounds do nothing. */
function aboutSize(name: string, { scaling, bounds }: RequestServiceConfig): string | null {
  const isScaling = JSON.stringify(scaling) === scalingByDefault;
  const isBounds = bounds.min === sizeDefaults.bounds.min && bounds.max === sizeDefaults.bounds.max;
  const left = [...(isScaling ? ["scaling"] : []), ...(isBounds ? ["bounds"] : [])];
  if (left.length === 0 || scaling.length === 0) return null;
  const [{ metric, target }] = sizeDefaults.scaling;
  const follows = isScaling ? `tracks ${target} ${metric.toUpperCase()} with` : "has";
  return `${name} ${follows} ${bounds.min} to ${bounds.max} tasks (default ${left.join(" and ")})`;
}

function aboutQueue({ maxConcurrent, queue }: RequestServiceConfig["task"]): Failures {
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
function aboutTimeout({ idleTimeout, connectTimeout }: Balancer, isZoneDown: boolean): Failures {
  const connects = isZoneDown ? `${spell.time(connectTimeout)} without a connection to a dead zone or ` : "";
  return { timeout: `the balancer's 504 after ${connects}${spell.time(idleTimeout)} (no timeout is set)` };
}
