import type { z } from "zod";
import { oneOfKind } from "../../scenarios/language/index.js";
import type { RequestClassConfig } from "../../workload/requests.js";
import type { AspectName } from "../facts/facts.js";
import type { BalancerConfig } from "./fleet/balancer-shape.js";
import type { FleetConfig } from "./fleet/fleet.js";
import { instanceAspects } from "./fleet/instances-shape.js";
import { services } from "./index.js";
import type { ConfigOf, HeldSessions, Link, ServiceConfig, ServiceKind } from "./kind.js";
import { request } from "./request/index.js";

/** Every kind of service, for whoever asks them one by one. */
export const serviceKinds: readonly ServiceKind[] = services;

/** A service of a scenario: its `kind`, a request service where that is left out, selects its keys. */
export const serviceShape = oneOfKind(serviceKinds, { usual: request.kind }) as unknown as z.ZodType<ServiceConfig>;

/** The kind of a service. */
export function kindOf({ kind }: ServiceConfig): ServiceKind {
  const found = serviceKinds.find((each) => each.kind === kind);
  if (found === undefined) throw new Error(`no kind of service is called ${kind}`);
  return found;
}

/** The tasks that a service has of its own; null where it has none. */
export function fleetOf(config: ServiceConfig): FleetConfig | null {
  return kindOf(config).fleet?.(config) ?? null;
}

/** The load balancer before a service; null where it stands behind none. */
export function balancerOf(config: ServiceConfig): BalancerConfig | null {
  return kindOf(config).balancer?.(config) ?? null;
}

/** How a service holds the connections of sessions; null where it balances each message by itself. */
export function heldBy(config: ServiceConfig): HeldSessions | null {
  return kindOf(config).holds?.(config) ?? null;
}

/** Whether other services can hand work to one: by a call of a step, or by overflow. */
export function isCallable(config: ServiceConfig): boolean {
  return kindOf(config).serves !== undefined;
}

/** Request classes that a call of a service may use; empty where it cannot be called. */
export function servedBy(config: ServiceConfig): readonly RequestClassConfig[] {
  return kindOf(config).serves?.(config) ?? [];
}

/** By service: the one to which it hands over what it has no room for. */
export function overflowsOf(services: Readonly<Record<string, ServiceConfig>>): ReadonlyMap<string, string> {
  const entries = Object.entries(services).map(([name, config]) => [name, kindOf(config).overflow?.(config)] as const);
  return new Map(entries.filter((entry): entry is readonly [string, string] => typeof entry[1] === "string"));
}

/** The other services that the keys of a service name. */
export function linksOf(config: ServiceConfig): readonly Link[] {
  return kindOf(config).links?.(config) ?? [];
}

/** The services of one kind, by name. */
export function servicesOf<S extends z.ZodRawShape>(
  { kind }: ServiceKind<string, S>,
  configs: Readonly<Record<string, ServiceConfig>>,
): Readonly<Record<string, ConfigOf<S>>> {
  const own = Object.entries(configs).filter(([, config]) => config.kind === kind);
  return Object.fromEntries(own) as Readonly<Record<string, unknown>> as Readonly<Record<string, ConfigOf<S>>>;
}

/** Aspects of each service of a scenario, by its name. */
export function aspectsOf(
  services: Readonly<Record<string, ServiceConfig>>,
): Readonly<Record<string, readonly AspectName[]>> {
  const told = Object.entries(services).map(([name, config]) => {
    const { aspects, tellsBeside } = kindOf(config);
    return [name, [...aspects, ...(tellsBeside?.(config) ?? []), ...instanceAspects(fleetOf(config))]];
  });
  return Object.fromEntries(told);
}
