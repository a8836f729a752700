import { z } from "zod";
import { duration, flag, name } from "../../../scenarios/language/index.js";
import { distributionShape } from "../../../workload/distributions/index.js";
import { requestClassesShape, requestShape } from "../../../workload/requests.js";
import { degradationShape } from "../../scaling/degradation.js";
import { balancedKeys } from "../fleet/balanced-shape.js";
import { deploymentShape, scheduleKeys, sizeKeys } from "../fleet/fleet-shape.js";
import { memoryOnFargate, taskShape } from "../fleet/task-definitions.js";
import { abortShape } from "../rollout/abort/index.js";
import { observeShape } from "../rollout/observation.js";
import { strategyKindShape } from "../rollout/strategies/index.js";

const writeBufferShape = z.strictObject({
  flushEvery: duration({ min: 1_000 })
    .prefault("100ms")
    .describe("How often a task writes its buffered writes to the store."),
  flushTakes: distributionShape(duration).prefault("10ms").describe("How long one flush of the buffer takes."),
  flushTimeout: duration({ min: 1_000 })
    .prefault("20s")
    .describe("How long a task that ends tries to flush what it still has."),
  deadLetter: flag()
    .prefault(true)
    .describe("Writes that a flush could not store are kept in a dead-letter queue, and not lost."),
  acknowledge: z
    .enum(["buffered", "durable"])
    .prefault("buffered")
    .describe("When the client is told that its write is done: once it is buffered, or once it is stored."),
});

const releaseShape = deploymentShape.extend({
  strategy: strategyKindShape.prefault({ kind: "rolling" }).meta({
    description: "How a deployment brings a new revision; a kill switch rolls all the same.",
    aws: "deploymentConfiguration.strategy",
  }),
  abort: abortShape.prefault([]).describe("What ends a canary: its traffic goes back at once."),
  observe: observeShape
    .optional()
    .describe("Nothing ends a canary: each run tells instead when each abort rule would have."),
});

/** A load-balanced ECS service of Fargate tasks that answers requests. */
export const requestServiceShape = z
  .strictObject({
    task: taskShape.describe("What one task is: its size, and how its process serves requests."),
    request: requestShape
      .optional()
      .describe(
        "What a call from another service asks of it; its timeout and retries hold where the caller says nothing.",
      ),
    classes: requestClassesShape
      .optional()
      .describe("Several sorts of call that another service may make of it, instead of request."),
    ...sizeKeys,
    ...balancedKeys,
    writeBuffer: writeBufferShape
      .prefault({})
      .describe("How its tasks hold writes back before they store them together."),
    degradation: degradationShape.optional().describe("Cheaper answers, or fewer, under load; left out, none."),
    overflow: z
      .strictObject({
        to: name().describe("The service that takes what this one has no room for."),
        when: z
          .literal("saturated")
          .prefault("saturated")
          .describe("When requests are handed over: once every slot and place in the queue is taken."),
      })
      .optional()
      .describe(
        "Where a request goes for which no task has a slot or a place in its queue; left out, it fails with 503.",
      ),
    ...scheduleKeys,
    deployment: releaseShape.prefault({}).describe("How a deployment replaces tasks, and what ends it."),
  })
  .meta(memoryOnFargate);

export type RequestServiceConfig = z.output<typeof requestServiceShape>;
