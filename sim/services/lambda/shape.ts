import { z } from "zod";
import { assumed, dataSize, duration, integer, memory } from "../../../scenarios/language/index.js";
import { distributionShape } from "../../../workload/distributions/index.js";
import { drawnDuration, requestClassesShape, requestShape } from "../../../workload/requests.js";
import { scalingShape } from "../../scaling/scaling-shape.js";
import { architecture, arm64WorkShape } from "../fleet/task-definitions.js";
import { packagings, runtimes } from "./cold-starts.js";
import { asynchronousShape } from "./event-retries.js";
import { provisionedShape } from "./provisioned.js";

/** A function has one vCPU at so many MB. Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-function-common.html */
const mibPerVcpu = 1_769;

/** An AWS Lambda function. */
export const lambdaShape = z.strictObject({
  memory: memory({ min: 128, max: 10_240 }).meta({
    description:
      "Memory of the function, which decides the price of each millisecond, and its CPU: one vCPU at 1,769 MB.",
    aws: "MemorySize",
  }),
  architecture: architecture
    .prefault("x86_64")
    .meta({ description: "The CPU architecture of the function; arm64 is Graviton.", aws: "Architectures" }),
  arm64WorkFactor: arm64WorkShape,
  runtime: z
    .enum(runtimes)
    .prefault("python3.12")
    .meta({ description: "The language runtime, which decides how long a cold start takes.", aws: "Runtime" }),
  packaging: z
    .enum(packagings)
    .prefault("zip")
    .meta({ description: "Code as a zip, or as a container image, which starts otherwise.", aws: "PackageType" }),
  codeSize: dataSize().prefault("5 MB").describe("Size of the code, which is downloaded at a cold start."),
  placement: assumed(
    distributionShape(drawnDuration)
      .prefault("100ms")
      .describe("Time from an invocation that finds no environment until there is room for a new one."),
    { low: "50ms", high: "200ms", because: "about 100 ms was measured elsewhere: half and twice of it is our guess" },
  ),
  downloadPerMb: assumed(
    duration({ max: 1_000_000 })
      .prefault("6ms")
      .describe("What each MB of a zip beyond the first 5 takes to download."),
    { low: "4ms", high: "8ms", because: "measured elsewhere" },
  ),
  init: assumed(
    distributionShape(drawnDuration)
      .prefault("0s")
      .describe("What the function itself does before its first invocation, at the speed of a whole vCPU."),
    {
      low: "0s",
      high: "1s",
      because: "it is your function's: nothing to a second of imports and connections",
      isMeasurable: true,
    },
  ),
  keepAlive: assumed(
    duration({ min: 1_000_000, max: 86_400_000_000 })
      .prefault("10m")
      .describe("How long an environment that nobody uses is kept."),
    { low: "5m", high: "15m", because: "AWS documents none; measurements elsewhere lie between" },
  ),
  timeout: duration({ min: 1_000_000, max: 900_000_000 })
    .prefault("3s")
    .meta({ description: "When Lambda ends an invocation, its cold start apart.", aws: "Timeout" }),
  latency: duration({ max: 60_000_000 }).prefault("0s").describe("What network and Lambda add to each answer."),
  invocation: z.enum(["synchronous", "asynchronous"]).prefault("synchronous").meta({
    description: "Whether the answer is the function's, or comes at once (202) while the work goes on.",
    aws: "InvocationType",
  }),
  asynchronous: asynchronousShape
    .prefault({})
    .describe("What Lambda does about asynchronous events that were throttled or failed."),
  reservedConcurrency: integer({ min: 1, max: 1_000_000 }).optional().meta({
    description: "Invocations at once that it always may have and never exceeds; left out, what other functions leave.",
    aws: "ReservedConcurrentExecutions",
  }),
  provisioned: provisionedShape
    .prefault({})
    .meta({ description: "Environments that are kept ready.", aws: "ProvisionedConcurrencyConfig" }),
  scaling: scalingShape.prefault([]).describe("The policies that move the number of provisioned environments."),
  request: requestShape
    .optional()
    .describe(
      "What a call from another service asks of it; its timeout and retries hold where the caller says nothing.",
    ),
  classes: requestClassesShape
    .optional()
    .describe("Several sorts of call that another service may make of it, instead of request."),
});

export type LambdaConfig = z.output<typeof lambdaShape>;

/** Duration of a CPU step divided by its work: a step runs on at most one vCPU. */
export function slowdownOf({ memory, architecture, arm64WorkFactor }: LambdaConfig): number {
  return (architecture === "arm64" ? arm64WorkFactor : 1) / Math.min(1, vcpuOf(memory));
}

/** The vCPUs of a function with so many MiB. */
export function vcpuOf(memoryMib: number): number {
  return memoryMib / mibPerVcpu;
}
