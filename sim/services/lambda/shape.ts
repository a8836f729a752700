import { z } from "zod";
import { dataSize, duration, integer, memory, number } from "../../../scenarios/language/index.js";
import { distributionShape } from "../../../workload/distributions/index.js";
import { drawnDuration, requestClassesShape, requestShape } from "../../../workload/requests.js";
import { scalingShape } from "../../scaling/scaling-shape.js";
import { architecture } from "../fleet/task-definitions.js";
import { packagings, runtimes } from "./cold-starts.js";
import { asynchronousShape } from "./event-retries.js";
import { provisionedShape } from "./provisioned.js";

/** A function has one vCPU at so many MB. Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-function-common.html */
const mibPerVcpu = 1_769;

/** An AWS Lambda function. */
export const lambdaShape = z.strictObject({
  /** Decides the price of each millisecond, and the CPU: one vCPU at 1,769 MB. */
  memory: memory({ min: 128, max: 10_240 }),
  architecture: architecture.prefault("x86_64"),
  /** CPU work on ARM64 over that on x86: below 1 where Graviton is faster. */
  arm64WorkFactor: number({ min: 0.1, max: 10 }).prefault(1),
  runtime: z.enum(runtimes).prefault("python3.12"),
  packaging: z.enum(packagings).prefault("zip"),
  codeSize: dataSize().prefault("5 MB"),
  /** From an invocation that finds no environment until there is room for a new one. */
  placement: distributionShape(drawnDuration).prefault("100ms"),
  /** What each MB of a zip beyond the first 5 takes to download. */
  downloadPerMb: duration({ max: 1_000_000 }).prefault("6ms"),
  /** What the function itself does before its first invocation, at the speed of a whole vCPU. */
  init: distributionShape(drawnDuration).prefault("0s"),
  /** How long an environment that nobody uses is kept. */
  keepAlive: duration({ min: 1_000_000, max: 86_400_000_000 }).prefault("10m"),
  /** When Lambda ends an invocation, cold start apart. */
  timeout: duration({ min: 1_000_000, max: 900_000_000 }).prefault("3s"),
  /** What network and Lambda add to each answer. */
  latency: duration({ max: 60_000_000 }).prefault("0s"),
  /** Whether the answer is the function's, or comes at once (202) while the work goes on. */
  invocation: z.enum(["synchronous", "asynchronous"]).prefault("synchronous"),
  asynchronous: asynchronousShape.prefault({}),
  /** Invocations at once that it always may have and never exceeds; left out: what the account's other functions leave. */
  reservedConcurrency: integer({ min: 1, max: 1_000_000 }).optional(),
  provisioned: provisionedShape.prefault({}),
  /** Moves `provisioned`. */
  scaling: scalingShape.prefault([]),
  /** What a call from another service asks of it; or several sorts of that. Its timeout and retries hold where the caller says nothing. */
  request: requestShape.optional(),
  classes: requestClassesShape.optional(),
});

export type LambdaConfig = z.output<typeof lambdaShape>;

/** How long a CPU step takes over the work that it is: a step runs on one vCPU at most. */
export function slowdownOf({ memory, architecture, arm64WorkFactor }: LambdaConfig): number {
  return (architecture === "arm64" ? arm64WorkFactor : 1) / Math.min(1, vcpuOf(memory));
}

/** The vCPUs of a function with so many MiB. */
export function vcpuOf(memoryMib: number): number {
  return memoryMib / mibPerVcpu;
}
