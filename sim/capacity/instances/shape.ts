import { z } from "zod";
import {
  dataSize,
  duration,
  flag,
  integer,
  memory,
  money,
  number,
  ratio,
  vcpu,
} from "../../../scenarios/language/index.js";
import { distributionShape } from "../../../workload/distributions/index.js";
import { instanceTypes } from "../instance-types.js";
import { poolCrunchShape } from "../market.js";
import { monthlyRisk } from "../risk.js";
import { allocations } from "./allocation.js";
import { placementNames } from "./placement.js";

const typeName = z.enum(instanceTypes.map(({ name }) => name) as [string, ...string[]]);

/** About a quarter more or less from start to start, as of the launches of tasks. */
const about = (median: string) => ({ kind: "lognormal" as const, median, sigma: 0.25 });

/**
 * How long the phases of an instance's launch take: from the request until it is `running`, which is when its bill begins
 * (16 s whatever the family, and the API before that); its system; the agent that joins the cluster. Its tasks pull their
 * image after that. Sources: brevdev/ec2-coldboot-research; http://www.daemonology.net/blog/2021-08-12-EC2-boot-time-benchmarking.html
 */
const instanceLaunchShape = z.strictObject({
  start: distributionShape(duration).prefault(about("20s")),
  boot: distributionShape(duration).prefault(about("20s")),
  agent: distributionShape(duration).prefault(about("15s")),
});

/** What types are compared by when one is chosen; left out, the price book's, which is also what is billed. */
const typeKeys = { onDemandUsdPerHour: money().optional() };

/** What a Spot group knows of one type; what is left out comes from the Spot Instance Advisor of its region. */
const spotTypeShape = z.strictObject({
  ...typeKeys,
  /** What Spot takes off that. */
  discount: ratio({ max: 0.95 }).optional(),
  /** Share of its instances that is interrupted a month, over all zones. */
  interruptionsPerMonth: monthlyRisk().optional(),
});

/** The keys of every group of instances. */
export const groupKeys = {
  types: z.array(typeName).min(1),
  /** In the first so many zones of the account; left out, in all. */
  zones: integer({ min: 1, max: 6 }).optional(),
  bounds: z
    .strictObject({ min: integer({ min: 0, max: 10_000 }), max: integer({ min: 1, max: 10_000 }) })
    .refine(({ min, max }) => min <= max, "a min that is not above max")
    .prefault({ min: 0, max: 100 }),
  /** Which instance of a zone a task is put on. */
  placement: z.enum(placementNames).prefault("binpack"),
  /** What the agent and daemons take of each instance. Memory that the system keeps is unsourced. */
  reserve: z.strictObject({ cpu: vcpu().prefault("0 vCPU"), memory: memory().prefault("512 MiB") }).prefault({}),
  /** What an instance keeps free for a task, as a share of the task's memory: ECS's memoryReservation, its soft limit. */
  memoryReservation: ratio({ min: 0.01, max: 1 }).prefault("100 %"),
  /** The root volume of each. */
  volume: dataSize().prefault("30 GB"),
  launch: instanceLaunchShape.prefault({}),
  /** By type: what differs from the price book and from the advisor. */
  known: z.partialRecord(typeName, z.strictObject(typeKeys)).prefault({}),
  /** ECS managed scaling, where the tasks say how many instances there are. */
  managed: z
    .strictObject({
      /** From the end of the minute in which tasks find no room until instances are asked for: one datapoint of one minute. */
      decides: duration({ max: 3_600_000_000 }).prefault("15s"),
      /** How long an instance is without tasks before it goes: fifteen datapoints of one minute. */
      emptyFor: duration({ max: 86_400_000_000 }).prefault("15m"),
    })
    .prefault({}),
};

/** The keys of a group of Spot instances besides. */
export const spotGroupKeys = {
  known: z.partialRecord(typeName, spotTypeShape).prefault({}),
  allocation: z.enum(allocations.map(({ kind }) => kind)).prefault("price-capacity-optimized"),
  /**
   * How many times more often the worst zone of a type is interrupted than its best one. The advisor gives one number for
   * a region; zones of one have been seen to differ seven-fold within a week.
   */
  zoneSpread: number({ min: 1, max: 100 }).prefault(7),
  /** Times at which a pool takes back many instances at once, of each type and zone by itself; left out: never. */
  crunch: poolCrunchShape.optional(),
  /** An instance that EC2 interrupts within its first hour costs nothing: unsourced, AWS says that it depends. */
  freeFirstHour: flag().prefault(true),
  /** From the end of an instance until its group has noticed and asks for another, where its size is its own. */
  noticed: duration({ max: 3_600_000_000 }).prefault("60s"),
  /** A replacement is asked for on the rebalance recommendation, and the instance goes when that is there. */
  capacityRebalancing: z
    .strictObject({
      /** How long before the notice the recommendation comes. AWS: it may come with the notice, or earlier. */
      before: duration({ max: 86_400_000_000 }).prefault("5m"),
      /** Of all recommendations the share that no interruption follows: AWS says that there are some. */
      falseAlarms: ratio({ max: 0.99 }).prefault("50 %"),
    })
    .optional(),
};

export type InstanceGroupConfig = Omit<z.output<ReturnType<typeof groupShape>>, "known"> & Pick<SpotGroupKeys, "known">;
export type SpotGroupKeys = z.output<ReturnType<typeof spotShape>>;

// For their types alone: a service adds its scaling to the keys.
const groupShape = () => z.strictObject(groupKeys);
const spotShape = () => z.strictObject(spotGroupKeys);
