import { z } from "zod";
import { purchaseOf } from "../../../../sim/capacity/providers/by-provider.js";
import { providers } from "../../../../sim/capacity/providers/index.js";
import { marketIn, type Strategy, strategyShape } from "../../../../sim/capacity/strategy.js";
import { roomProblem } from "../../../machine-limits.js";
import type { LocalPool } from "../../scheduler/local-pool.js";
import { describeService } from "../describe.js";
import { invalidParameter, unsupported } from "../ecs-error.js";
import { defineOperation } from "../operation.js";

const tasksMax = 5_000;

const strategyItem = z.object({
  capacityProvider: z.string(),
  weight: z.int().min(0).max(1_000).default(0),
  base: z.int().min(0).max(100_000).default(0),
});
type StrategyItem = z.output<typeof strategyItem>;

/**
 * Sets the desired count. A new strategy, or a forced deployment of the old one, replaces the tasks a few at a time.
 */
export const updateService = defineOperation(
  "UpdateService",
  z.looseObject({
    cluster: z.string().optional(),
    service: z.string(),
    desiredCount: z.int().min(0).max(tasksMax).optional(),
    capacityProviderStrategy: z.array(strategyItem).optional(),
    forceNewDeployment: z.boolean().default(false),
  }),
  ({ cluster: name, service: id, desiredCount, capacityProviderStrategy, forceNewDeployment, ...others }, cluster) => {
    cluster.expect(name);
    const service = cluster.service(id);
    const [other] = Object.keys(others);
    if (other !== undefined) throw unsupported(`The local fleet cannot change ${other}.`);
    const items = capacityProviderStrategy ?? [];
    if (items.length > 0 && !forceNewDeployment) throw invalidParameter(needsForce);
    const { strategy } = service.deployment;
    const next = items.length > 0 ? strategyOf(items, strategy) : strategy;
    if (desiredCount !== undefined) setDesired(service, desiredCount);
    if (forceNewDeployment) service.deploy(next);
    return { service: describeService(service, cluster) };
  },
);

function setDesired(service: LocalPool, desired: number): void {
  const problem = roomProblem(desired - service.desired);
  if (problem !== null) throw invalidParameter(problem);
  service.setDesired(desired);
}

const needsForce =
  "When switching from launch type to capacity provider strategy on an existing service, or making a change to a " +
  "capacity provider strategy on a service that is already using one, you must force a new deployment.";

/** Reads a strategy; its Spot tasks stay on the market that the service already uses. */
function strategyOf(items: readonly StrategyItem[], before: Strategy): Strategy {
  const known: readonly string[] = providers.map(({ name }) => name);
  const unknown = items.find(({ capacityProvider }) => !known.includes(capacityProvider));
  if (unknown !== undefined) {
    throw invalidParameter(`The specified capacity provider '${unknown.capacityProvider}' was not found.`);
  }
  const market = marketIn(before);
  const entries = items.map(({ capacityProvider, base, weight }) => {
    const isOnMarket = purchaseOf(capacityProvider) === "spot" && market !== undefined;
    return [capacityProvider, { base, weight, ...(isOnMarket && { market }) }];
  });
  const read = strategyShape.safeDecode(Object.fromEntries(entries));
  if (!read.success) throw invalidParameter(`The capacity provider strategy needs ${read.error.issues[0].message}.`);
  return read.data;
}
