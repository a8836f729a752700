import { spell } from "../../../scenarios/language/spelling.js";
import type { ServiceView } from "../kind.js";
import { type BalancedConfig, checkedEvery } from "./balanced-shape.js";
import type { TaskFleetConfig } from "./fleet-shape.js";

type BalancedFleet = BalancedConfig & Pick<TaskFleetConfig, "availabilityZoneRebalancing">;

/** The number of the balancer's nodes, and the pace of its health checks. */
export function aboutBalancer({ balancer, healthCheck }: BalancedFleet, { account }: ServiceView): readonly string[] {
  const nodes = balancer.nodes ?? account.zones;
  return [
    nodes === 1
      ? "the balancer is one node that takes turns and counts for all; an ALB has one or more in each zone"
      : `the balancer has ${nodes} nodes${balancer.nodes === undefined ? ", one a zone" : ""}, each with turns and counts of its own; a request comes to any of them (1 to 6 are usual; a busy ALB has more)`,
    ...(healthCheck.sharesCapacity
      ? [
          "a health check is answered when the oldest request in its task's queue would be; all tasks are checked at once",
        ]
      : []),
  ];
}

/** The assumption about outages: where no signal announces a task's end, only failed health checks reveal it. */
export function aboutOutages(service: BalancedFleet, { meetsZoneOutage }: ServiceView): readonly string[] {
  if (!meetsZoneOutage) return [];
  const { availabilityZoneRebalancing, balancer, healthCheck } = service;
  const { interval, timeout, unhealthyThreshold } = healthCheck;
  const fastest = (unhealthyThreshold - 1) * interval + timeout;
  const isDefault = spell.time(interval) === checkedEvery;
  return [
    `tasks of a zone that is down are noticed by their health checks, ${spell.time(fastest)} to ${spell.time(fastest + interval)} ` +
      `later; until then requests to them wait ${spell.time(balancer.connectTimeout)} for a connection and end with 504${isDefault ? ` (healthCheck.interval ${checkedEvery}: the default)` : ""}`,
    "requests in flight in a zone that goes down wait for their client's timeout or the balancer's; write buffers there are lost",
    "clients reach the balancer's nodes in living zones only: how long DNS names a dead one is left out",
    availabilityZoneRebalancing === "ENABLED"
      ? "when a zone is back, ECS moves tasks there one at a time (availabilityZoneRebalancing); AWS does not say how many it moves at once"
      : "tasks do not move back when a zone returns: availabilityZoneRebalancing is DISABLED",
  ];
}
