import { z } from "zod";
import {
  assumed,
  assumedTogether,
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
import { poolCrunchShape, withoutCrunches } from "../market.js";
import { monthlyRisk } from "../risk.js";
import { allocations } from "./allocation.js";
import { placementNames } from "./placement.js";

const typeName = z.enum(instanceTypes.map(({ name }) => name) as [string, ...string[]]);

/** About a quarter more or less from start to start, as of the launches of tasks. */
const about = (median: string) => ({ kind: "lognormal" as const, median, sigma: 0.25 });

/**
 * Durations of the phases of an instance's launch: from the request until it is `running`, when billing begins (16 s
 * for any family, and the API before that); its operating system; the agent that joins the cluster. Its tasks pull
 * their image after that. Sources: brevdev/ec2-coldboot-research;
 * http://www.daemonology.net/blog/2021-08-12-EC2-boot-time-benchmarking.html
 */
const instanceLaunchShape = z.strictObject({
  start: distributionShape(duration).prefault(about("20s")).describe("Time from the request until the instance runs."),
  boot: distributionShape(duration).prefault(about("20s")).describe("Time until its system has started."),
  agent: distributionShape(duration)
    .prefault(about("15s"))
    .describe("Time until its ECS agent has joined the cluster."),
});

/** The price by which types are compared; the price book's where it is left out. Billing always uses the price book. */
const typeKeys = {
  onDemandUsdPerHour: money().optional().describe("Its on-demand price an hour; left out, that of the price book."),
};

/** What a Spot group knows of one type; values that are left out come from the Spot Instance Advisor of its region. */
const spotTypeShape = z.strictObject({
  ...typeKeys,
  discount: ratio({ max: 0.95 })
    .optional()
    .describe("What Spot takes off the instance's on-demand price; left out, what the price book saw."),
  interruptionsPerMonth: monthlyRisk()
    .optional()
    .describe(
      "Share of its instances that is interrupted a month, over all zones; left out, what the Spot advisor says.",
    ),
});

/** The keys of every group of instances. */
export const groupKeys = {
  types: z.array(typeName).min(1).meta({ description: "The instance types of the group.", aws: "InstanceType" }),
  zones: integer({ min: 1, max: 6 })
    .optional()
    .describe("In the first so many zones of the account; left out, in all."),
  bounds: z
    .strictObject({
      min: integer({ min: 0, max: 10_000 }).meta({ description: "The fewest instances.", aws: "MinSize" }),
      max: integer({ min: 1, max: 10_000 }).meta({ description: "The most instances.", aws: "MaxSize" }),
    })
    .refine(({ min, max }) => min <= max, "a min that is not above max")
    .prefault({ min: 0, max: 100 })
    .describe("Between how many instances the group has."),
  placement: z
    .enum(placementNames)
    .prefault("binpack")
    .meta({ description: "Which instance of a zone a task is put on.", aws: "placementStrategy" }),
  reserve: z
    .strictObject({
      cpu: vcpu().prefault("0 vCPU").describe("vCPUs of an instance that no task can have."),
      memory: assumed(
        memory()
          .prefault("512 MiB")
          .describe("Memory of an instance that no task can have, what the system keeps included: an assumption."),
        {
          low: "256 MiB",
          high: "1 GB",
          because: "what agent, daemons and system keep is unsourced: half and twice of the default is our guess",
          isMeasurable: true,
        },
      ),
    })
    .prefault({})
    .describe("What the agent and daemons take of each instance."),
  memoryReservation: ratio({ min: 0.01, max: 1 }).prefault("100 %").meta({
    description: "What an instance keeps free for a task, as a share of the task's memory: its soft limit.",
    aws: "memoryReservation",
  }),
  volume: dataSize()
    .prefault("30 GB")
    .meta({ description: "Size of the root volume of each instance.", aws: "VolumeSize" }),
  launch: assumedTogether(instanceLaunchShape.prefault({}).describe("How long an instance takes to start."), {
    low: { start: about("10s"), boot: about("10s"), agent: about("7.5s") },
    high: { start: about("40s"), boot: about("40s"), agent: about("30s") },
    because: "a few public measurements of other images: half and twice of each phase is our guess",
  }),
  known: z
    .partialRecord(typeName, z.strictObject(typeKeys))
    .prefault({})
    .describe("By instance type: what differs from the price book and from the Spot advisor."),
  managed: z
    .strictObject({
      decides: assumed(
        duration({ max: 3_600_000_000 })
          .prefault("15s")
          .describe("Time from the end of the minute in which tasks find no room until instances are asked for."),
        {
          low: "5s",
          high: "60s",
          because: "AWS documents the minute of the metric alone: the delay behind it is our guess",
        },
      ),
      emptyFor: duration({ max: 86_400_000_000 })
        .prefault("15m")
        .describe("How long an instance is without tasks before it goes: fifteen datapoints of one minute."),
    })
    .prefault({})
    .meta({
      description: "ECS managed scaling, where the tasks say how many instances there are.",
      aws: "managedScaling",
    }),
};

/** The keys of a group of Spot instances besides. */
export const spotGroupKeys = {
  known: z
    .partialRecord(typeName, spotTypeShape)
    .prefault({})
    .describe("By instance type: what differs from the price book and from the Spot advisor."),
  allocation: z
    .enum(allocations.map(({ kind }) => kind))
    .prefault("price-capacity-optimized")
    .meta({
      description: "Which of its types and zones the group takes instances from.",
      aws: "SpotAllocationStrategy",
    }),
  zoneSpread: assumed(
    number({ min: 1, max: 100 })
      .prefault(7)
      .describe("How many times more often the worst zone of a type is interrupted than its best one."),
    {
      low: 1,
      high: 10,
      because: "seven-fold was seen in one region in one week; the advisor has one number for all zones",
    },
  ),
  crunch: assumed(
    poolCrunchShape
      .optional()
      .describe(
        "Times at which a pool takes back many instances at once, of each type and zone by itself; left out, never.",
      ),
    withoutCrunches,
  ),
  freeFirstHour: assumed(
    flag()
      .prefault(true)
      .describe(
        "An instance that EC2 interrupts within its first hour costs nothing: an assumption, AWS says that it depends.",
      ),
    { low: false, high: true, because: "AWS says that it depends" },
  ),
  noticed: assumed(
    duration({ max: 3_600_000_000 })
      .prefault("60s")
      .describe(
        "Time from the end of an instance until its group has noticed and asks for another, where its size is its own.",
      ),
    {
      low: "15s",
      high: "3m",
      because: "AWS documents no interval: a quarter and three times of the default is our guess",
    },
  ),
  capacityRebalancing: z
    .strictObject({
      before: assumed(
        duration({ max: 86_400_000_000 })
          .prefault("5m")
          .describe(
            "How long before the notice the recommendation comes. AWS: it may come with the notice, or earlier.",
          ),
        { low: "0s", high: "15m", because: "AWS says that it may come with the notice or earlier, and not how much" },
      ),
      falseAlarms: assumed(
        ratio({ max: 0.99 })
          .prefault("50 %")
          .describe("Of all recommendations the share that no interruption follows: AWS says that there are some."),
        { low: "10 %", high: "80 %", because: "AWS says that there are some: a few to most of them is our guess" },
      ),
    })
    .optional()
    .meta({
      description:
        "A replacement is asked for on the rebalance recommendation, and the instance goes when that is there; left out, not.",
      aws: "CapacityRebalance",
    }),
};

export type InstanceGroupConfig = Omit<z.output<ReturnType<typeof groupShape>>, "known"> & Pick<SpotGroupKeys, "known">;
export type SpotGroupKeys = z.output<ReturnType<typeof spotShape>>;

// Used for its types only: a service adds its scaling to the keys.
const groupShape = () => z.strictObject(groupKeys);
const spotShape = () => z.strictObject(spotGroupKeys);
