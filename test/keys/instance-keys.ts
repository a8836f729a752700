import { type Entry, plan, run, tested } from "./entry.js";

/** The base on EC2 instances: its tasks say how many there are. */
const onDemand = (group = "types: [m6i.large]") => [
  "services.web.capacity={ EC2: { weight: 1 } }",
  `services.web.instances={ EC2: { ${group} } }`,
];
const onSpot = (group = "types: [m6i.large]") => [
  "services.web.capacity={ EC2_SPOT: { weight: 1, market: general } }",
  `services.web.instances={ EC2_SPOT: { ${group} } }`,
];
/** A group that scales itself: its tasks fill it. */
const leads = (group = "") => [
  "services.web={ task: { cpu: 1 vCPU, memory: 2 GB, maxConcurrent: 6, queue: 6 }, bounds: { min: 0, max: 40 }, drain: { deregistrationDelay: 30s } }",
  ...onDemand(`types: [m6i.large], bounds: { min: 1, max: 12 }, desired: 2${group}`),
];
const mixed = [
  "services.web.capacity={ EC2: { weight: 1 }, EC2_SPOT: { weight: 1 }, FARGATE: { weight: 1 } }",
  "services.web.instances={ EC2: { types: [m6i.large] }, EC2_SPOT: { types: [m6i.large] } }",
];
/** Two days before a minute with nothing to do, of sixty instances that are often interrupted. */
const longAgo = (group = "") => [
  ...onSpot(
    `types: [m6i.large], bounds: { min: 60, max: 60 }, known: { m6i.large: { interruptionsPerMonth: 99 % } }${group}`,
  ),
  ...["clock.warmup=48h", "clock.duration=1m", "demand.visits.curve=0.001/s", "incidents=[]"],
];
const crunched = ", crunch: { every: 2m, lasts: 60s, takes: 50 %, within: 10s }";
const crunch = (change: string) =>
  run(`services.web.instances.EC2_SPOT.crunch.${change}`, ...onSpot(`types: [m6i.large]${crunched}`));
const ofGroup = (change: string, group?: string) => run(`services.web.instances.EC2.${change}`, ...onDemand(group));
const ofSpot = (change: string, ...given: readonly string[]) =>
  run(`services.web.instances.EC2_SPOT.${change}`, ...given);

/** Every key of instances, by its path. */
export const instanceKeys: Readonly<Record<string, Entry>> = {
  "account.vcpuQuota.EC2": run("account.vcpuQuota.EC2=6", ...onDemand()),
  "account.vcpuQuota.EC2_SPOT": run("account.vcpuQuota.EC2_SPOT=6", ...onSpot()),
  "infrastructure.eksClusters": run("infrastructure.eksClusters=1"),
  "prices.savingsPlanDiscountEc2": run(
    "prices.savingsPlanDiscountEc2=40 %",
    "prices.savingsPlanDiscountEc2=10 %",
    plan,
    ...onDemand(),
  ),
  "services.*.capacity.EC2.base": run("services.web.capacity.EC2.base=3", ...mixed),
  "services.*.capacity.EC2.weight": run("services.web.capacity.EC2.weight=5", ...mixed),
  "services.*.capacity.EC2_SPOT.base": run("services.web.capacity.EC2_SPOT.base=3", ...mixed),
  "services.*.capacity.EC2_SPOT.market": run("services.web.capacity.EC2_SPOT.market=general", ...mixed),
  "services.*.capacity.EC2_SPOT.weight": run("services.web.capacity.EC2_SPOT.weight=5", ...mixed),
  "services.*.instances.EC2.bounds.max": ofGroup("bounds.max=2", "types: [m6i.large], bounds: { min: 0, max: 20 }"),
  "services.*.instances.EC2.bounds.min": ofGroup("bounds.min=9", "types: [m6i.large], bounds: { min: 0, max: 20 }"),
  "services.*.instances.EC2.desired": run("services.web.instances.EC2.desired=4", ...leads(", scaling: []")),
  "services.*.instances.EC2.known.*.onDemandUsdPerHour": ofGroup(
    "known={ c6i.large: { onDemandUsdPerHour: $9 } }",
    "types: [c6i.large, m6i.large], memoryReservation: 50 %",
  ),
  "services.*.instances.EC2.launch.agent": ofGroup("launch.agent=60s"),
  "services.*.instances.EC2.launch.boot": ofGroup("launch.boot=60s"),
  "services.*.instances.EC2.launch.start": ofGroup("launch.start=60s"),
  "services.*.instances.EC2.managed.decides": ofGroup("managed.decides=90s"),
  "services.*.instances.EC2.managed.emptyFor": run(
    "services.web.instances.EC2.managed.emptyFor=10s",
    ...onDemand("types: [c6i.large]"),
    "demand.visits.curve=0.01/s",
    "incidents=[]",
    "services.web.scaling=[ { kind: step, metric: cpu, threshold: 5 %, comparison: <, period: 60s, cooldown: 30s, steps: [ { upperBound: 0 %, adjustment: -4 } ] } ]",
  ),
  "services.*.instances.EC2.memoryReservation": ofGroup("memoryReservation=50 %", "types: [c6i.large]"),
  "services.*.instances.EC2.placement": ofSpot(
    "placement=spread",
    ...onSpot("types: [m6i.xlarge], bounds: { min: 9, max: 20 }"),
    "incidents[0].takes=50 %",
  ),
  "services.*.instances.EC2.reserve.cpu": ofGroup("reserve.cpu=1 vCPU"),
  "services.*.instances.EC2.reserve.memory": ofGroup("reserve.memory=5 GiB"),
  "services.*.instances.EC2.types[]": ofGroup("types=[m6i.xlarge]"),
  "services.*.instances.EC2.volume": tested(
    "test/services/instances.test.ts",
    "pays for its volume where the prices of the scenario have one, and for the cluster of EKS",
  ),
  "services.*.instances.EC2.warmup": run(
    "services.web.instances.EC2.warmup=0s",
    ...leads(", scaling: [ { kind: target-tracking, metric: cpu, target: 10 %, highDatapoints: 1 } ]"),
  ),
  "services.*.instances.EC2.zones": ofGroup("zones=1"),
  "services.*.instances.EC2_SPOT.allocation": ofSpot(
    "allocation=lowest-price",
    ...onSpot("types: [m6i.large, c6i.large], memoryReservation: 50 %, allocation: capacity-optimized"),
  ),
  "services.*.instances.EC2_SPOT.capacityRebalancing.before": ofSpot(
    "capacityRebalancing.before=1h",
    ...longAgo(", capacityRebalancing: { before: 5m, falseAlarms: 0 % }"),
  ),
  "services.*.instances.EC2_SPOT.capacityRebalancing.falseAlarms": ofSpot(
    "capacityRebalancing.falseAlarms=80 %",
    ...longAgo(", capacityRebalancing: { before: 5m, falseAlarms: 0 % }"),
  ),
  "services.*.instances.EC2_SPOT.crunch.every": crunch("every=5m"),
  "services.*.instances.EC2_SPOT.crunch.lasts": crunch("lasts=3m"),
  "services.*.instances.EC2_SPOT.crunch.takes": crunch("takes=100 %"),
  "services.*.instances.EC2_SPOT.crunch.within": crunch("within=50s"),
  "services.*.instances.EC2_SPOT.freeFirstHour": ofSpot("freeFirstHour=false", ...onSpot()),
  "services.*.instances.EC2_SPOT.known.*.discount": ofSpot("known={ m6i.large: { discount: 20 % } }", ...onSpot()),
  "services.*.instances.EC2_SPOT.known.*.interruptionsPerMonth": ofSpot(
    "known={ m6i.large: { interruptionsPerMonth: 5 % } }",
    ...longAgo(),
  ),
  "services.*.instances.EC2_SPOT.noticed": ofSpot(
    "noticed=5m",
    ...onSpot("types: [m6i.large], bounds: { min: 6, max: 20 }"),
  ),
  "services.*.instances.EC2_SPOT.zoneSpread": ofSpot("zoneSpread=1", ...longAgo()),
};
