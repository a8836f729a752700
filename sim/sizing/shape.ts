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

/** How many there are to serve: a count, or counts of several kinds. */
const loadShape = z.union([integer(), z.record(name(), integer())]);

/** A size that a role may have, with how much of the load one container of it is meant to hold. */
const sizeShape = z.strictObject({
  cpu: vcpu(),
  memory: memory(),
  holds: integer({ min: 1 }),
  /** A size for EC2 alone need not be one that Fargate offers. */
  on: z.enum(["FARGATE", "EC2"]).prefault("FARGATE"),
});

const roleShape = z.strictObject({
  /** The load that its containers share out among them. */
  serves: name(),
  /** What one container needs, a summand for each purpose. */
  cpu: z.record(text(), vcpuTerm()).prefault({}),
  memory: z.record(text(), memoryTerm()).prefault({}),
  /** More CPU, by what the load is doing: one of these at a time. */
  states: z.record(name(), vcpuTerm()).prefault({}),
  /** The state that has to fit; the first unless it is said. */
  sizedFor: name().optional(),
  /** Sidecars that each of its tasks has, by name. */
  sidecars: z.array(name()).prefault([]),
  /** Sizes that are at choice; the cheapest of Fargate within the targets is found whether there are any or not. */
  sizes: z.record(name(), sizeShape).prefault({}),
  /** The size that is used; without it the cheapest of Fargate within the targets. */
  use: name().optional(),
  /** At least so many containers. */
  min: integer({ min: 1 }).prefault(1),
  /** At most so much of the load in one container, where the size is to be found. */
  holdsMax: integer({ min: 1 }).optional(),
  /** Whether its tasks may be taken away: the others are paid on demand beside Fargate Spot. */
  spot: flag().prefault(true),
});

const cpuTargets = z.strictObject({
  target: ratio().prefault("70 %"),
  scaleUp: ratio().prefault("80 %"),
  scaleDown: ratio().prefault("50 %"),
  /** Kept free for bursts. */
  burst: ratio().prefault("30 %"),
});

const memoryTargets = z.strictObject({
  target: ratio().prefault("80 %"),
  scaleUp: ratio().prefault("90 %"),
  scaleDown: ratio().prefault("60 %"),
  /** Kept free, since a container that runs out of memory is killed. */
  oomBuffer: ratio().prefault("10 %"),
});

const ec2Shape = z.strictObject({
  /** Which types to try; by default all that have a price in the region, are of the architecture and not burstable. */
  instanceTypes: z.array(text()).min(1).optional(),
  /** Memory of each instance that its system and the ECS agent keep; AWS names no one figure. */
  reservedMemory: memory().prefault("512 MiB"),
});

/** Negotiated rates. */
const pricesShape = z.strictObject({
  /** CSV rows that replace or extend those of the shipped price book. */
  file: filePath().optional(),
  /** A private pricing agreement's share off everything. */
  discount: ratio().prefault("0 %"),
});

/** A rule of thumb that rounds CPU and memory up by themselves. */
const roundingShape = z.strictObject({
  peakFactor: number({ min: 1 }).prefault(1),
  cpu: vcpu({ min: 0.001 }),
  memory: memory({ min: 1 }),
});

/** What a document says of the sizes, which of our numbers answers it, and why the two may differ. */
const claimShape = z.strictObject({ document: text(), compute: text(), why: text().optional() });

const architecture = z.codec(z.enum(["x86_64", "arm64", "X86_64", "ARM64"]), z.enum(["x86_64", "arm64"]), {
  decode: (written) => written.toLowerCase() as PricedArchitecture,
  encode: (value) => value,
});

/** A sizing file. Only load, roles and region have no default. */
export const sizingShape = z.strictObject({
  name: name().prefault("unnamed"),
  about: text().prefault(""),
  region: name(),
  architecture: architecture.prefault("x86_64"),
  load: z.record(name(), loadShape),
  sidecars: z.record(name(), z.strictObject({ cpu: containerVcpu(), memory: memory() })).prefault({}),
  roles: z.record(name(), roleShape),
  targets: z.strictObject({ cpu: cpuTargets.prefault({}), memory: memoryTargets.prefault({}) }).prefault({}),
  /** What Fargate Spot takes off; by default what was seen in the region. */
  spotDiscount: ratio().optional(),
  ec2: ec2Shape.prefault({}),
  prices: pricesShape.prefault({}),
  rounding: roundingShape.optional(),
  objectives: z.array(text()).prefault([]),
  claims: z.array(claimShape).prefault([]),
});

export type SizingConfig = z.output<typeof sizingShape>;
export type Role = z.output<typeof roleShape>;
export type Claim = z.output<typeof claimShape>;
export type Targets = SizingConfig["targets"];
