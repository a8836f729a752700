import { z } from "zod";
import {
  dataSize,
  duration,
  flag,
  integer,
  memory,
  name,
  number,
  oneOfKind,
  type Range,
  ratio,
  vcpu,
} from "../../../scenarios/language/index.js";
import { distributionShape } from "../../../workload/distributions/index.js";
import { launchShape } from "../../capacity/launch.js";
import { allOnDemand, strategyShape } from "../../capacity/strategy.js";
import { disciplines, pausesShape } from "../../cpu/index.js";
import { circuitBreakerShape } from "../../pool/circuit-breaker.js";
import { fallbackShape } from "../../pool/fallback.js";
import { launchRetryShape } from "../../pool/retry.js";
import { containerCheckShape } from "../../pool/start-checks.js";
import type { Architecture } from "../../pool/task-definition.js";
import { degradationShape } from "../../scaling/degradation.js";
import { scalingShape } from "../../scaling/scaling-shape.js";
import { balancers } from "../../targets/index.js";
import { sidecarsShape } from "../sidecars.js";

/** AWS writes X86_64 and ARM64 in task definitions; docker and people write lower case. */
const architecture = z.codec(z.enum(["x86_64", "arm64", "X86_64", "ARM64"]), z.enum(["x86_64", "arm64"]), {
  decode: (written) => written.toLowerCase() as Architecture,
  encode: (value) => value,
});

const disciplineNames = disciplines
  .filter(({ shape }) => Object.keys(shape.shape).length === 0)
  .map(({ kind }) => kind);
const namedDiscipline = z.codec(z.enum(disciplineNames), z.strictObject({ kind: z.enum(disciplineNames) }), {
  decode: (kind) => ({ kind }),
  encode: ({ kind }) => kind,
});

/** How many requests a task takes where nobody says: they may decide a verdict, which then names them. */
export const slotDefaults = { maxConcurrent: 100, queue: 200 } as const;

/** How a service is sized where nobody says: this decides cost and latency, and is named. */
export const sizeDefaults = {
  scaling: [{ kind: "target-tracking", metric: "cpu", target: "60 %" }],
  bounds: { min: 1, max: 100 },
} as const;

/** What one task is: its Fargate size and how its process serves requests. */
export const taskShape = z.strictObject({
  /** The application's own part: without sidecars the whole size of the task. */
  cpu: vcpu(),
  memory: memory(),
  /** The sidecars beside the application: the size of the task is the sum of all. */
  containers: sidecarsShape.prefault([]),
  architecture: architecture.prefault("x86_64"),
  discipline: oneOfKind(disciplines, { shorthand: namedDiscipline }).prefault("processor-sharing"),
  /** Requests that a task works on at once, waits included. */
  maxConcurrent: integer({ min: 1, max: 100_000 }).prefault(slotDefaults.maxConcurrent),
  /** Requests that wait behind those before the task answers 503. */
  queue: integer({ min: 0, max: 1_000_000 }).prefault(slotDefaults.queue),
  /** When the whole process stands still, as for garbage collection; left out: never. */
  pauses: pausesShape.optional(),
  /** Of all containers together. */
  image: dataSize().prefault("0.5 GB"),
  storage: dataSize().prefault("20 GB"),
  /** What the process holds without any request. */
  baseMemory: memory().prefault("256 MiB"),
  /** CPU work on ARM64 over that on x86: below 1 where Graviton is faster. */
  arm64WorkFactor: number({ min: 0.1, max: 10 }).prefault(1),
  /** The container's own health check; left out, there is none. */
  healthCheck: containerCheckShape.optional(),
});

const drainShape = z.strictObject({
  deregistrationDelay: duration({ max: 3_600_000_000 }).prefault("300s"),
  stopTimeout: duration({ min: 2_000_000, max: 120_000_000 }).prefault("30s"),
  onSigterm: z.enum(["drain", "serve", "ignore", "exit"]).prefault("drain"),
  /** How long the balancer still sends requests to a task that Spot takes or that died. */
  deregistrationLag: duration({ max: 300_000_000 }).prefault("5s"),
});

const writeBufferShape = z.strictObject({
  flushEvery: duration({ min: 1_000 }).prefault("100ms"),
  flushTakes: distributionShape(duration).prefault("10ms"),
  flushTimeout: duration({ min: 1_000 }).prefault("20s"),
  deadLetter: flag().prefault(true),
  acknowledge: z.enum(["buffered", "durable"]).prefault("buffered"),
});

const algorithms = balancers.map(({ kind }) => kind);

/** AWS writes round_robin, least_outstanding_requests and weighted_random. */
const algorithm = z.codec(
  z.enum([...algorithms, "round_robin", "least_outstanding_requests", "weighted_random"]),
  z.enum(algorithms),
  {
    decode: (written) => algorithms.find((kind) => written.replaceAll("_", "-").startsWith(kind))!,
    encode: (value) => value,
  },
);

/** The balancer before a service. Services that give the same name share it, each with a target group of its own. */
const balancerShape = z.strictObject({
  name: name().prefault("shared"),
  /** An internal one has no public addresses and answers nobody on the internet. */
  scheme: z.enum(["internet-facing", "internal"]).prefault("internet-facing"),
  algorithm: algorithm.prefault("round-robin"),
  slowStart: duration({ max: 900_000_000 }).prefault("0s"),
  /** Nodes, each with its own rotation and counts; left out, one for each zone of the account. A request comes to any of them. */
  nodes: integer({ min: 1, max: 100 }).optional(),
  /** After this without an answer the balancer sends 504. */
  idleTimeout: duration({ min: 1_000_000, max: 4_000_000_000 }).prefault("60s"),
  /** How long it tries to connect to a task that answers nothing, in a zone that is down, before it sends 504. */
  connectTimeout: duration({ min: 1_000_000, max: 60_000_000 }).prefault("10s"),
  /** What network and balancer add to each answer, there and back; no slot is held meanwhile. */
  latency: duration({ max: 60_000_000 }).prefault("0s"),
});

const healthCheckShape = z.strictObject({
  interval: duration({ min: 5_000_000, max: 300_000_000 }).prefault("30s"),
  timeout: duration({ min: 1_000_000, max: 120_000_000 }).prefault("5s"),
  unhealthyThreshold: integer({ min: 2, max: 10 }).prefault(2),
  healthyThreshold: integer({ min: 2, max: 10 }).prefault(5),
  sharesCapacity: flag().prefault(false),
  /** How long after RUNNING ECS ignores failed checks: its healthCheckGracePeriodSeconds. */
  gracePeriod: duration({ max: 2_147_483_647_000_000 }).prefault("0s"),
});

/** A share, or the whole per cent that AWS has there: 100 is 100 %, as 1 is. */
const percent = (range: Range) =>
  z.codec(z.unknown().meta({ type: ["string", "number"] }), ratio(range), {
    decode: (written) => (Number.isInteger(written) && Number(written) >= 5 ? `${written} %` : written),
    encode: (value) => value,
  });

const deploymentShape = z.strictObject({
  minimumHealthyPercent: percent({ max: 1 }).prefault("100 %"),
  /** AWS sets no upper bound; 300 % is common. */
  maximumPercent: percent({ min: 1 }).prefault("200 %"),
  circuitBreaker: circuitBreakerShape.prefault({}),
});

const boundsShape = z
  .strictObject({ min: integer({ min: 0, max: 5_000 }), max: integer({ min: 1, max: 5_000 }) })
  .refine(({ min, max }) => min <= max, "a min that is not above max");

const suspended = z.strictObject({
  scaleIn: flag().prefault(false),
  scaleOut: flag().prefault(false),
  scheduled: flag().prefault(false),
});

/** A load-balanced ECS service of Fargate tasks that answers requests. */
export const requestServiceShape = z.strictObject({
  task: taskShape,
  /** Tasks at the start; left out: what the policies would hold at that load. */
  desired: integer({ min: 0, max: 5_000 }).optional(),
  capacity: strategyShape.prefault(allOnDemand),
  fallback: fallbackShape.optional(),
  bounds: boundsShape.prefault(sizeDefaults.bounds),
  scaling: scalingShape.prefault([...sizeDefaults.scaling]),
  suspended: suspended.prefault({}),
  balancer: balancerShape.prefault({}),
  healthCheck: healthCheckShape.prefault({}),
  drain: drainShape.prefault({}),
  writeBuffer: writeBufferShape.prefault({}),
  degradation: degradationShape.optional(),
  deployment: deploymentShape.prefault({}),
  /** ECS moves tasks from full zones to empty ones, as after an outage. */
  availabilityZoneRebalancing: z.enum(["ENABLED", "DISABLED"]).prefault("ENABLED"),
  launch: launchShape.prefault({}),
  launchRetry: launchRetryShape.prefault({}),
  /** Share of tasks that die a month without SIGTERM: crashes and host failures. */
  abruptFailuresPerMonth: ratio({ max: 0.999 }).prefault("1 %"),
});

export type TaskConfig = z.output<typeof taskShape>;
export type RequestServiceConfig = z.output<typeof requestServiceShape>;
