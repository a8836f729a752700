import type { TaskGroup } from "../capacity/packing.js";
import { type PriceBook, pricesUsed } from "../cost/price-book.js";
import { cheapestFleet, type EqualContainers } from "./cheapest.js";
import { type Container, type Fit, fitOf } from "./fit.js";
import { exact, totalOf } from "./need.js";
import { answerClaim, judge } from "./readings.js";
import type { Role, SizingConfig } from "./shape.js";
import type { CheapestSizing, NotCounted, PerMonthUsd, RoleSizing, Sizing } from "./sizing.js";
import { WaysToBuy } from "./ways-to-buy.js";

/** The file and program that a result was made with. */
export interface Origin {
  readonly variant: string | null;
  readonly version: string;
}

/** Sizes, counts and costs of everything that a sizing file asks for, in closed form. */
export function size(config: SizingConfig, book: PriceBook, { variant, version }: Origin): Sizing {
  const ways = new WaysToBuy(config, book);
  const sized = Object.entries(config.roles).map(([name, role]) => ({ name, ...sizeRole(role, config, ways) }));
  const roles = Object.fromEntries(sized.map(({ name, sizing }) => [name, sizing]));
  const instances = ways.onInstances(sized.map(({ tasks }) => tasks));
  const total = totalsOf(Object.values(roles), instances[0]?.perMonthUsd ?? null);
  return {
    schema: 1,
    kind: "sizing",
    sizing: config.name,
    variant,
    version,
    about: config.about,
    region: config.region,
    architecture: config.architecture,
    load: config.load,
    targets: config.targets,
    roles,
    total,
    instances,
    leftOut,
    prices: pricesUsed(ways.prices),
    objectives: config.objectives.map((text) => judge(text, { roles, total }, config)),
    claims: config.claims.map((claim) => answerClaim(claim, { roles, total }, config)),
    assumptions: assumptionsOf(config, ways),
  };
}

interface SizedRole {
  readonly sizing: RoleSizing;
  readonly tasks: TaskGroup;
}

function sizeRole(role: Role, config: SizingConfig, ways: WaysToBuy): SizedRole {
  const load = totalOf(config.load, role.serves);
  const sizes = Object.fromEntries(
    Object.entries(role.sizes).map(([name, each]) => [name, fitOf(role, container(each), config)]),
  );
  const cheapest = cheapestFleet(role, config, ways.fargateUsdPerHour);
  const { use = null } = role;
  const fleet = use === null ? cheapest! : fleetOf(role, role.sizes[use], load);
  const tasks = { size: fleet.size, count: fleet.containers };
  const fit = use === null ? fitOf(role, { ...cheapest!, on: "FARGATE" }, config) : sizes[use];
  const [instances = null] = ways.onInstances([tasks]);
  const sizing = {
    serves: role.serves,
    load,
    use,
    containers: fleet.containers,
    vcpu: exact(fleet.containers * fit.has.vcpu),
    memoryGb: exact(fleet.containers * fit.has.memoryGb),
    efficiency: load / (fleet.containers * fleet.holds),
    fit,
    sizes,
    cheapest: cheapest && cheapestSizing(role, cheapest, config, ways),
    isOnSpot: role.spot,
    perMonthUsd: perMonth(tasks, { fit, isOnSpot: role.spot, ec2: instances?.perMonthUsd ?? null }, ways),
    instances,
    perInstance: ways.perInstance(fleet.size),
  };
  return { sizing, tasks };
}

function container({ cpu, memory, holds, on }: Role["sizes"][string]): Container {
  return { size: { cpu, memory }, holds, on };
}

/** ceil(load / held by one) containers. */
function fleetOf(role: Role, { cpu, memory, holds }: Role["sizes"][string], load: number): EqualContainers {
  return { size: { cpu, memory }, holds, containers: Math.max(role.min, Math.ceil(load / holds)) };
}

function cheapestSizing(role: Role, fleet: EqualContainers, config: SizingConfig, ways: WaysToBuy): CheapestSizing {
  const { size, holds, containers } = fleet;
  return {
    containers,
    fit: fitOf(role, { size, holds, on: "FARGATE" }, config),
    perMonthUsd: ways.fargatePerMonth({ size, count: containers }),
  };
}

function perMonth(
  tasks: TaskGroup,
  { fit, isOnSpot, ec2 }: { readonly fit: Fit; readonly isOnSpot: boolean; readonly ec2: number | null },
  ways: WaysToBuy,
): PerMonthUsd {
  if (fit.on === "EC2") return { fargate: null, fargateSpot: null, ec2 };
  const fargate = ways.fargatePerMonth(tasks);
  return { fargate, fargateSpot: isOnSpot ? fargate * (1 - ways.spotDiscount) : fargate, ec2 };
}

/** `ec2` is the price of all containers packed together. */
function totalsOf(roles: readonly RoleSizing[], ec2: number | null): Sizing["total"] {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const orNull = (values: readonly (number | null)[]) => (values.includes(null) ? null : sum(values as number[]));
  const rounded = roles.flatMap(({ sizes }) => Object.values(sizes).flatMap(({ rounded }) => rounded ?? []));
  return {
    containers: sum(roles.map(({ containers }) => containers)),
    vcpu: exact(sum(roles.map(({ vcpu }) => vcpu))),
    memoryGb: exact(sum(roles.map(({ memoryGb }) => memoryGb))),
    perMonthUsd: {
      fargate: orNull(roles.map(({ perMonthUsd }) => perMonthUsd.fargate)),
      fargateSpot: orNull(roles.map(({ perMonthUsd }) => perMonthUsd.fargateSpot)),
      ec2,
    },
    roundedOnFargate:
      rounded.length === 0 ? null : sum(rounded.map(({ isFargate }) => Number(isFargate))) / rounded.length,
  };
}

const leftOut: NotCounted = {
  fargate:
    "load balancers, NAT gateways, data transfer, logs, storage above 20 GB a task, and the tasks that run twice during a deployment",
  fargateSpot:
    "the same, and what interruptions cost: a task is taken at two minutes' notice, and none starts in its place while capacity is short",
  ec2:
    "the same for the network and logs, the disks of the instances, instances kept free for deployments and for one that fails, " +
    "and whoever runs the cluster; Savings Plans, whose rates are not in the price list",
};

function assumptionsOf({ ec2, spotDiscount, region }: SizingConfig, ways: WaysToBuy): readonly string[] {
  const percent = `${Number((ways.spotDiscount * 100).toFixed(2))} %`;
  return [
    "nothing is simulated: queues, bursts, starts and losses are not in these numbers; `sim run` has them",
    "every container is full, and has its share of every load; a summand per 50 counts in proportion, not in whole fifties",
    "what a container needs is what the file's formulas say: measure it, `sim calibrate` helps",
    "a month has 730 h, and the count is held through all of it",
    spotDiscount === undefined
      ? `Fargate Spot takes off ${percent}, as was seen in ${region}; AWS changes it`
      : `Fargate Spot takes off ${percent}, as the file says`,
    `each instance keeps ${ec2.reservedMemory} MiB for its system and the ECS agent, and none of its CPU; ` +
      "containers reserve there what they have on Fargate",
  ];
}
