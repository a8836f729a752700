import { spell } from "../../../scenarios/language/spelling.js";
import { typeNamed } from "../../capacity/instances/pools.js";
import { advisorAsOf } from "../../capacity/instances/spot-advisor.js";
import { purchaseOf } from "../../capacity/providers/by-provider.js";
import type { ProviderName } from "../../capacity/providers/index.js";
import { groupsOf, type Instances, type InstancesConfig, scalesItself } from "./instances-shape.js";

/** The assumptions of a prediction about the EC2 instances of a service. */
export function instanceAssumptions(instances: Instances | undefined): readonly string[] {
  const groups = groupsOf(instances);
  if (groups.length === 0) return [];
  return [
    "an instance is billed by the second from when it is running, a minute at least, until it is terminated; how long it takes to start and to join the cluster fits a few public measurements of other images (instances.*.launch)",
    "its tasks share its network interface, and the first of them pulls the image for those that come later; data between zones and interfaces for each task are left out",
    ...groups.flatMap(([provider, group]) => [
      aboutSize(provider, group),
      aboutPacking(provider, group),
      ...(purchaseOf(provider) === "spot" ? aboutSpot(provider, group) : []),
    ]),
  ];
}

function aboutSize(provider: ProviderName, group: InstancesConfig): string {
  const { bounds, managed, warmup } = group;
  const size = `${bounds.min} to ${bounds.max} instances of ${provider}`;
  return scalesItself(group)
    ? `${size}, as their own policies say: ${spell.time(warmup)} of warm-up, no cooldown, and no scale-in while one warms up; their tasks fill them, as many as fit`
    : `${size}, as ECS managed scaling has it: tasks without room are seen at the end of a minute, instances are asked for ${spell.time(managed.decides)} later, and one goes after ${spell.time(managed.emptyFor)} without tasks; tasks are not moved together to empty one`;
}

function aboutPacking(
  provider: ProviderName,
  { placement, reserve, memoryReservation, types }: InstancesConfig,
): string {
  const soft = memoryReservation < 1 ? `, of its memory ${spell.percent(memoryReservation)} (memoryReservation)` : "";
  const burstable = types.filter((type) => typeNamed(type).burstable);
  return (
    `a task of ${provider} takes its vCPU${soft} of the instance of its zone that is ${placement === "binpack" ? "fullest" : "least used"} (placement), zones being kept even first; ` +
    `agent, daemons and system keep ${spell.vcpu(reserve.cpu)} and ${spell.memory(reserve.memory)} of each instance, unsourced (reserve)` +
    (burstable.length > 0
      ? `; ${burstable.join(", ")} have all of their vCPUs all the time, as if credits never ended`
      : "")
  );
}

function aboutSpot(provider: ProviderName, group: InstancesConfig): readonly string[] {
  const { known, types, zoneSpread = 1, crunch, allocation, capacityRebalancing, freeFirstHour, noticed = 0 } = group;
  const rates = types.map((type) => {
    const { interruptionsPerMonth, discount } = known[type] ?? {};
    const said = (share: number | undefined) => (share === undefined ? "?" : spell.percent(share));
    return `${type} ${said(interruptionsPerMonth)} a month, ${said(discount)} off`;
  });
  return [
    `Spot instances of ${provider} are taken back at the rates of Amazon's Spot Instance Advisor of ${advisorAsOf}, the middle of its bucket, 25 % for the open one above 20 %, and at its savings, where nothing else is said: ${rates.join("; ")}`,
    `between zones of a type that rate differs up to ${zoneSpread}-fold, which ones is drawn (zoneSpread: seven-fold was seen in one region in one week; the advisor has one number for all)`,
    crunch === undefined
      ? "instances of a pool are taken back one at a time: many at once only where its market has a crunch (crunch)"
      : `each pool, a type in a zone, has a crunch every ${spell.time(crunch.every)} on average, by itself: it takes ${spell.percent(crunch.takes)} of its instances within ${spell.time(crunch.within)}, and has none to give for ${spell.time(crunch.lasts)}; no public record of these exists`,
    `the type of a Spot instance is chosen by ${allocation}; what a pool has to spare is not published, and its rate of interruptions stands for it`,
    capacityRebalancing === undefined
      ? `an instance that EC2 takes back is replaced ${spell.time(noticed)} after its end where the group scales itself, and where tasks lead, when they ask for room (noticed)`
      : `a replacement is asked for at the rebalance recommendation, ${spell.time(capacityRebalancing.before)} before the notice, and for ${spell.percent(capacityRebalancing.falseAlarms)} of recommendations no interruption follows (capacityRebalancing)`,
    ...(freeFirstHour
      ? [
          "an instance that EC2 takes back within its first hour costs nothing: unsourced, AWS says that it depends (freeFirstHour)",
        ]
      : []),
  ];
}
