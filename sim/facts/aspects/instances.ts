import { sum } from "../../statistics/sum.js";
import type { Aspect } from "../aspect.js";
import { type Estimate, isSeen, plusMinus } from "../estimates.js";
import type { ToldFields } from "../facts.js";
import { byMinutes, columnPart } from "../metric.js";
import { percent, quantity } from "../numbers.js";

/** The EC2 instances of a service in one run. */
export interface InstanceFacts {
  /** Instance-hours paid for, by pool: type and zone. */
  readonly hours: Readonly<Record<string, number>>;
  /** vCPU-hours the instances offered, and those that tasks on them reserved. */
  readonly vcpuHours: number;
  readonly vcpuHoursTaken: number;
  readonly memoryGbHours: number;
  readonly memoryGbHoursTaken: number;
  /** Notices of EC2, and what the pools' hazards and crunches let expect of them. */
  readonly interruptions: number;
  readonly interruptionsExpected: number;
}

declare module "../facts.js" {
  interface AspectFacts {
    readonly instances: InstanceFacts;
  }
  interface MinuteColumns {
    readonly instances: Float64Array;
    readonly instancesPending: Float64Array;
  }
  interface ServiceFields {
    readonly instances: {
      readonly min: number;
      readonly mean: number;
      readonly max: number;
      readonly hours: Estimate;
      readonly interruptions: Estimate;
      readonly interruptionsExpected: number;
      /** Shares of what was bought that tasks reserved. */
      readonly cpuPacked: number;
      readonly memoryPacked: number;
      /** The share of whichever is the scarcer one that nobody reserved. */
      readonly unused: number;
    };
    readonly instanceHours: Readonly<Record<string, number>>;
  }
}

const shareTaken = ({ vcpuHours, vcpuHoursTaken }: InstanceFacts) => vcpuHoursTaken / vcpuHours;
const memoryTaken = ({ memoryGbHours, memoryGbHoursTaken }: InstanceFacts) => memoryGbHoursTaken / memoryGbHours;

/** The EC2 instances under a service's tasks. */
export const instances: Aspect<"instances", "instances" | "instanceHours"> = {
  name: "instances",
  columns: [
    { name: "instances", unit: "count", adds: "last", chart: { name: "instances", shows: "capacity", gather: "mean" } },
    { name: "instancesPending", unit: "count", adds: "last" },
  ],
  figures: [
    {
      ...{ title: "Instances", shows: "capacity", unit: "count" },
      lines: [
        { column: "instances", name: "running", as: "steps", hasBand: true },
        { column: "instancesPending", name: "on their way", as: "steps" },
      ],
    },
  ],
  metrics: [
    {
      field: "instances.min",
      unit: "count",
      about: "The fewest instances that were billed at the end of a minute.",
      fold: "least",
      value: (_, { facts }) => facts.minutes.instances.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    },
    {
      name: "instances",
      field: "instances.mean",
      unit: "count",
      about: "Billed instances, mean over minutes.",
      fold: "mean",
      ...byMinutes(columnPart((minutes) => minutes.instances)),
    },
    {
      field: "instances.max",
      unit: "count",
      about: "The most instances that were billed at the end of a minute.",
      fold: "most",
      value: (_, { facts }) => facts.minutes.instances.reduce((a, b) => Math.max(a, b), 0),
    },
    {
      name: "instanceHours",
      field: "instances.hours",
      unit: "h",
      about: "Instance-hours paid for.",
      fold: "estimate",
      value: ({ hours }) => sum(Object.values(hours)),
    },
    {
      name: "instances.interruptions",
      field: "instances.interruptions",
      unit: "count",
      about: "Instances that EC2 took back in a run.",
      fold: "estimate",
      value: ({ interruptions }) => interruptions,
      event: ({ interruptionsExpected, interruptions }) => Number(interruptionsExpected + interruptions > 0),
    },
    {
      field: "instances.interruptionsExpected",
      unit: "count",
      about: "Instances that the hazards of their pools, and crunches, let expect to be taken back.",
      fold: "mean",
      value: ({ interruptionsExpected }) => interruptionsExpected,
    },
    {
      name: "instances.cpuPacked",
      field: "instances.cpuPacked",
      unit: "ratio",
      most: () => 1,
      about: "vCPU-hours that tasks reserved ÷ vCPU-hours of instances.",
      fold: "mean",
      value: shareTaken,
    },
    {
      name: "instances.memoryPacked",
      field: "instances.memoryPacked",
      unit: "ratio",
      most: () => 1,
      about: "GB-hours that tasks reserved ÷ GB-hours of instances.",
      fold: "mean",
      value: memoryTaken,
    },
    {
      name: "instances.unused",
      field: "instances.unused",
      unit: "ratio",
      most: () => 1,
      about: "The share of the instances that no task reserved, of vCPU or memory, whichever is fuller.",
      fold: "mean",
      value: (own) => 1 - Math.max(shareTaken(own), memoryTaken(own)),
    },
  ],
  tallies: [{ field: "instanceHours", counts: ({ hours }) => hours }],
  words: {
    lines: ({ instances, instanceHours }) => [
      [
        "instances",
        `${plusMinus(instances.min, quantity)} to ${plusMinus(instances.max, quantity)}, mean ${plusMinus(instances.mean, quantity)} · ` +
          `${plusMinus(instances.hours, quantity)} instance-hours · packed ${plusMinus(instances.cpuPacked, percent)} of vCPU and ` +
          `${plusMinus(instances.memoryPacked, percent)} of memory, ${plusMinus(instances.unused, percent)} unused`,
      ],
      ["pools", `instance-hours of ${poolWords(instanceHours)}`],
      ...(isSeen(instances.interruptions) || isSeen(instances.interruptionsExpected)
        ? [
            [
              "taken back",
              `${plusMinus(instances.interruptions, quantity)} instances (expected ${plusMinus(instances.interruptionsExpected, quantity)})`,
            ] as const,
          ]
        : []),
    ],
  },
};

function poolWords(hours: ToldFields["instanceHours"]): string {
  return Object.entries(hours)
    .sort(([, a], [, b]) => b.value! - a.value!)
    .map(([pool, each]) => `${pool} ${plusMinus(each, quantity)}`)
    .join(", ");
}
