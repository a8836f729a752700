import { z } from "zod";
import {
  containerVcpu,
  filePath,
  flag,
  integer,
  memory,
  name,
  number,
  ratio,
  text,
  vcpu,
} from "../../scenarios/language/index.js";
import type { PricedArchitecture } from "../cost/ledger.js";
import { memoryTerm, vcpuTerm } from "./term.js";

/** The number to serve: one count, or counts of several kinds. */
const loadShape = z.union([integer(), z.record(name(), integer())]);

/** A size that a role may have, with how much of the load one container of it is meant to hold. */
const sizeShape = z.strictObject({
  cpu: vcpu().describe("vCPUs of a container of this size."),
  memory: memory().describe("Memory of a container of this size."),
  holds: integer({ min: 1 }).describe("How much of the load one container of this size is meant to hold."),
  on: z
    .enum(["FARGATE", "EC2"])
    .prefault("FARGATE")
    .describe("Where it runs: a size for EC2 alone need not be one that Fargate offers."),
});

const roleShape = z.strictObject({
  serves: name().describe("The load that its containers share out among them."),
  cpu: z.record(text(), vcpuTerm()).prefault({}).describe("CPU that one container needs, a summand for each purpose."),
  memory: z
    .record(text(), memoryTerm())
    .prefault({})
    .describe("Memory that one container needs, a summand for each purpose."),
  states: z
    .record(name(), vcpuTerm())
    .prefault({})
    .describe("More CPU, by what the load is doing: one of these at a time."),
  sizedFor: name().optional().describe("The state that has to fit; left out, the first."),
  sidecars: z.array(name()).prefault([]).describe("Sidecars that each of its tasks has, by name."),
  sizes: z
    .record(name(), sizeShape)
    .prefault({})
    .describe(
      "Sizes that are at choice; the cheapest of Fargate within the targets is found whether there are any or not.",
    ),
  use: name().optional().describe("The size that is used; left out, the cheapest of Fargate within the targets."),
  min: integer({ min: 1 }).prefault(1).describe("At least so many containers."),
  holdsMax: integer({ min: 1 })
    .optional()
    .describe("At most so much of the load in one container, where the size is to be found; left out, no limit."),
  spot: flag()
    .prefault(true)
    .describe("Whether its tasks may be taken away: the others are paid on demand beside Fargate Spot."),
});

const cpuTargets = z.strictObject({
  target: ratio().prefault("70 %").describe("The CPU utilization that a size may have at most."),
  scaleUp: ratio().prefault("80 %").describe("The CPU utilization at which one scales out."),
  scaleDown: ratio().prefault("50 %").describe("The CPU utilization at which one scales in."),
  burst: ratio().prefault("30 %").describe("CPU that is kept free for bursts."),
});

const memoryTargets = z.strictObject({
  target: ratio().prefault("80 %").describe("The memory utilization that a size may have at most."),
  scaleUp: ratio().prefault("90 %").describe("The memory utilization at which one scales out."),
  scaleDown: ratio().prefault("60 %").describe("The memory utilization at which one scales in."),
  oomBuffer: ratio()
    .prefault("10 %")
    .describe("Memory that is kept free, since a container that runs out of it is killed."),
});

const ec2Shape = z.strictObject({
  instanceTypes: z
    .array(text())
    .min(1)
    .optional()
    .describe(
      "Which types to try; left out, all of the architecture that have a price in the region and are not burstable.",
    ),
  reservedMemory: memory()
    .prefault("512 MiB")
    .describe("Memory of each instance that its system and the ECS agent keep; AWS names no one figure."),
});

/** Negotiated rates. */
const pricesShape = z.strictObject({
  file: filePath().optional().describe("CSV rows that replace or extend those of the shipped price book."),
  discount: ratio().prefault("0 %").describe("A private pricing agreement's share off everything."),
});

/** A rule of thumb that rounds CPU and memory up by themselves. */
const roundingShape = z.strictObject({
  peakFactor: number({ min: 1 }).prefault(1).describe("What the peak has over the usual load."),
  cpu: vcpu({ min: 0.001 }).describe("The step to which vCPUs are rounded up."),
  memory: memory({ min: 1 }).describe("The step to which memory is rounded up."),
});

/** A document's claim about the sizes, which of our numbers answers it, and why the two may differ. */
const claimShape = z.strictObject({
  document: text().describe("What the document says of the sizes, in its own words."),
  compute: text().describe("Which computed number answers it."),
  why: text().optional().describe("Why the two may differ."),
});

const architecture = z.codec(z.enum(["x86_64", "arm64", "X86_64", "ARM64"]), z.enum(["x86_64", "arm64"]), {
  decode: (written) => written.toLowerCase() as PricedArchitecture,
  encode: (value) => value,
});

/** A sizing file. Only load, roles and region have no default. */
export const sizingShape = z.strictObject({
  name: name().prefault("unnamed").describe("What the sizing is called in its report."),
  about: text().prefault("").describe("The question that the sizing answers, in a sentence."),
  region: name().describe("The AWS region whose prices hold."),
  architecture: architecture
    .prefault("x86_64")
    .describe("The CPU architecture, which decides the price too; arm64 is Graviton."),
  load: z
    .record(name(), loadShape)
    .describe("How many there are to serve, by name: a count, or counts of several kinds."),
  sidecars: z
    .record(
      name(),
      z.strictObject({
        cpu: containerVcpu().describe("vCPUs that the sidecar reserves."),
        memory: memory().describe("Memory that the sidecar reserves."),
      }),
    )
    .prefault({})
    .describe("Containers that stand beside those of roles, by name."),
  roles: z
    .record(name(), roleShape)
    .describe("What runs, by name: what it serves, what it needs, and which sizes it may have."),
  targets: z
    .strictObject({
      cpu: cpuTargets.prefault({}).describe("How much of its CPU a container uses."),
      memory: memoryTargets.prefault({}).describe("How much of its memory a container uses."),
    })
    .prefault({})
    .describe("How full a container is meant to be."),
  spotDiscount: ratio().optional().describe("What Fargate Spot takes off; left out, what was seen in the region."),
  ec2: ec2Shape.prefault({}).describe("What is taken for granted of EC2 instances, which the sizes are packed on."),
  prices: pricesShape.prefault({}).describe("Negotiated rates and a price list of one's own."),
  rounding: roundingShape
    .optional()
    .describe("A rule of thumb that rounds CPU and memory up by themselves; left out, none."),
  objectives: z.array(text()).prefault([]).describe("What the sizes are meant to hold; sim size gives each a verdict."),
  claims: z
    .array(claimShape)
    .prefault([])
    .describe("What a document says of the sizes, each beside the figure that is computed."),
});

export type SizingConfig = z.output<typeof sizingShape>;
export type Role = z.output<typeof roleShape>;
export type Claim = z.output<typeof claimShape>;
export type Targets = SizingConfig["targets"];
