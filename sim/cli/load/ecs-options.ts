import type { Command } from "commander";
import { type ChangePermission, EcsFleet } from "../../../harness/ecs/client.js";
import type { EcsTarget } from "../../../harness/ecs/target.js";
import { EnvironmentProblem } from "../../../harness/environment-problem.js";
import { pinAddresses, resolveEndpoint } from "../../../harness/guard/addresses.js";
import { guardCluster } from "../../../harness/guard/guard.js";
import { localStopTimes } from "../../../harness/staging/scheduler/lifecycle.js";
import { duration } from "../../../scenarios/language/index.js";
import { purchaseOf } from "../../capacity/providers/by-provider.js";
import { providers } from "../../capacity/providers/index.js";
import { marketIn } from "../../capacity/strategy.js";
import { requestService, requestServices, type Scenario } from "../../scenario/index.js";
import { refuse, WrongCall } from "../failures.js";
import { repeated } from "../options.js";
import { drivenServices, expectedService } from "./harness-options.js";

/** The ECS services behind the targets, with options as the AWS CLI has them. */
export interface EcsOptions {
  readonly cluster?: string;
  readonly service: readonly string[];
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
}

/** Our clients of ECS services, by service of the scenario. */
export type EcsFleets = ReadonlyMap<string, EcsFleet>;

export function withEcsOptions(command: Command): Command {
  return command
    .option("--cluster <name>", "ECS cluster behind the targets, which is watched and whose size is predicted")
    .addOption(repeated("--service <[service=]name>", "its ECS service; may be given again"))
    .option("--region <name>", "AWS region (default: as the AWS CLI finds it)")
    .option("--profile <name>", "AWS profile")
    .option("--endpoint-url <url>", "where the ECS API listens, if not at AWS");
}

/** Clients of the ECS services that the call names; null where it names no cluster. A cluster that is denied is not asked. */
export function openEcs(
  scenario: Scenario,
  options: EcsOptions & { readonly target: readonly string[] },
  apply = false,
): EcsFleets | null {
  const { target, cluster, endpointUrl, region, profile } = options;
  if (cluster === undefined) return null;
  if (target.length === 0) throw new WrongCall(["--cluster: say the --target that it stands behind, too"]);
  const refusals = guardCluster({ staging: scenario.staging, cluster });
  refuse(refusals);
  if (endpointUrl !== undefined && !URL.canParse(endpointUrl)) {
    throw new WrongCall(["--endpoint-url: expected a URL such as http://127.0.0.1:18080"]);
  }
  const permission: ChangePermission = { apply, refusals };
  const check = endpointCheck(scenario);
  const fleets = [...ecsServices(options.service, scenario)].map(([name, service]) => {
    const named: EcsTarget = { cluster, service, region, profile, endpointUrl };
    return [name, new EcsFleet(named, { permission, check })] as const;
  });
  return new Map(fleets);
}

/** Checks each endpoint once, as the host of a target is checked, and has the addresses that were found dialled. */
function endpointCheck({ staging }: Scenario): (endpoint: URL) => Promise<void> {
  const checked = new Map<string, Promise<void>>();
  return (endpoint) => {
    const known = checked.get(endpoint.host) ?? checkedEndpoint(endpoint);
    checked.set(endpoint.host, known);
    return known;
  };

  async function checkedEndpoint(endpoint: URL): Promise<void> {
    const { refusals, addresses } = await resolveEndpoint(endpoint, staging);
    refuse(refusals);
    pinAddresses(addresses);
  }
}

/** The ECS service of each service of the scenario that is named: `web=prod-web`, or one name that says it all. */
function ecsServices(written: readonly string[], scenario: Scenario): ReadonlyMap<string, string> {
  const driven = drivenServices(scenario);
  if (written.length === 0) throw new WrongCall(["--cluster: say its --service, too, for each service with demand"]);
  return new Map(written.map((name) => serviceNamed(name, driven)));
}

function serviceNamed(written: string, driven: readonly string[]): readonly [string, string] {
  const [, ours, theirs] = /^([A-Za-z][\w-]*)=(.+)$/.exec(written) ?? [];
  const meant = ours ?? (driven.length === 1 ? driven[0] : written);
  if (driven.includes(meant)) return [meant, theirs ?? written];
  throw new WrongCall([expectedService(`--service ${written}`, meant, driven, `, as in ${driven[0]}=name-in-ecs`)]);
}

/** The size that DescribeServices tells of each service, as settings of the scenario: what is predicted is what stands. */
async function ecsSettings(fleets: EcsFleets, scenario: Scenario): Promise<readonly string[]> {
  const settings = await Promise.all(
    [...fleets].map(async ([name, fleet]) => {
      const { desired, strategy } = await fleet.describe();
      if (desired === 0) throw new EnvironmentProblem(`ECS service ${fleet.target.service} wants no tasks: start some`);
      const { bounds, capacity } = requestService(name, scenario);
      const at = `services.${name}`;
      return [
        `${at}.desired=${desired}`,
        `${at}.bounds.min=${Math.min(bounds.min, desired)}`,
        `${at}.bounds.max=${Math.max(bounds.max, desired)}`,
        ...capacitySettings(at, strategy, marketIn(capacity)),
      ];
    }),
  );
  return settings.flat();
}

type Strategy = Awaited<ReturnType<EcsFleet["describe"]>>["strategy"];

/** A strategy on providers that are not simulated stays the scenario's. */
function capacitySettings(at: string, strategy: Strategy, market: string | undefined): readonly string[] {
  const known: readonly string[] = providers.map(({ name }) => name);
  if (strategy.length === 0 || !strategy.every(({ provider }) => known.includes(provider))) return [];
  const shares = strategy.map(({ provider, base, weight }) => {
    const isOnMarket = purchaseOf(provider) === "spot" && market !== undefined;
    return [provider, { base, weight, ...(isOnMarket && { market }) }];
  });
  return [`${at}.capacity=${JSON.stringify(Object.fromEntries(shares))}`];
}

/** The fleet that load will be driven at, as settings of the scenario: what is predicted is what stands. */
export async function fleetSettings(
  scenario: Scenario,
  { ecs, target }: { readonly ecs: EcsFleets | null; readonly target: readonly string[] },
): Promise<readonly string[]> {
  if (ecs !== null) return ecsSettings(ecs, scenario);
  return target.length === 0 ? localSettings(scenario) : [];
}

/** A local fleet starts and drains faster than Fargate, and HAProxy is one balancer node. */
function localSettings(scenario: Scenario): readonly string[] {
  const { balancer, startFaster } = scenario.staging.local;
  const services = requestServices(scenario);
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
