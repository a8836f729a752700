import { localStopTimes } from "../../harness/staging/scheduler/lifecycle.js";
import { duration } from "../../scenarios/language/index.js";
import type { Scenario } from "../scenario/index.js";
import { type EcsFleets, ecsSettings } from "./ecs-options.js";

/** The fleet that load will be driven at, as settings of the scenario: what is predicted is what stands. */
export async function fleetSettings(
  scenario: Scenario,
  { ecs, target }: { readonly ecs: EcsFleets | null; readonly target: readonly string[] },
): Promise<readonly string[]> {
  if (ecs !== null) return ecsSettings(ecs, scenario);
  return target.length === 0 ? localSettings(scenario) : [];
}

/** A local fleet starts and drains faster than Fargate, and HAProxy is one balancer node. */
function localSettings({ services, staging }: Scenario): readonly string[] {
  const { balancer, startFaster } = staging.local;
  const nodes = balancer === "haproxy" ? Object.keys(services).map((name) => `services.${name}.balancer.nodes=1`) : [];
  if (startFaster === 1) return nodes;
  const faster = Object.entries(services).flatMap(([name, service]) => {
    const { deregistrationDelay } = localStopTimes(service, startFaster);
    return [
      `services.${name}.launch.faster=${startFaster}`,
      `services.${name}.drain.deregistrationDelay=${duration().encode(deregistrationDelay)}`,
    ];
  });
  return [...nodes, ...faster];
}
