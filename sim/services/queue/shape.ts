import { z } from "zod";
import { duration, integer, name, ratio } from "../../../scenarios/language/index.js";
import { hour, minute, second } from "../../../scenarios/language/units/time.js";
import { requestClassesShape, requestShape } from "../../../workload/requests.js";
import type { ConfigOf } from "../kind.js";

/** Defaults that executions or dead letters depend on; reports name them. */
export const queueDefaults = { visibilityTimeout: "30s", maxReceiveCount: 5 } as const;

/** A standard queue of SQS. */
export const queueShape = z.strictObject({
  request: requestShape.optional().describe("What a message from another service asks of a worker."),
  classes: requestClassesShape.optional().describe("Several sorts of message, instead of request."),
  visibilityTimeout: duration({ min: second, max: 12 * hour })
    .prefault(queueDefaults.visibilityTimeout)
    .meta({ description: "How long a received message is hidden from others.", aws: "VisibilityTimeout" }),
  maxReceiveCount: integer({ min: 1, max: 1_000 })
    .prefault(queueDefaults.maxReceiveCount)
    .meta({ description: "Received so often and not deleted, a message is a dead letter.", aws: "maxReceiveCount" }),
  deadLetterQueue: name().optional().meta({
    description: "The queue that gets the dead letters; left out, they are counted, and gone.",
    aws: "deadLetterTargetArn",
  }),
  retention: duration({ min: minute, max: 14 * 24 * hour })
    .prefault("96h")
    .meta({ description: "How long a message is kept that nobody deletes.", aws: "MessageRetentionPeriod" }),
  inFlightMax: integer({ min: 1, max: 120_000 })
    .prefault(120_000)
    .describe("Messages that may be received and not yet deleted at once."),
  receiveWait: duration({ min: second, max: 20 * second })
    .prefault("20s")
    .meta({
      description: "How long a receive waits for a message: long polling.",
      aws: "ReceiveMessageWaitTimeSeconds",
    }),
  duplicateProbability: ratio({ max: 1 })
    .prefault("0 %")
    .describe("How often a message stays visible although it was received: at least once is not exactly once."),
  sendLatency: duration({ max: minute })
    .prefault("10ms")
    .describe("How long a service that sends a message waits for the queue's answer."),
});

export type QueueServiceConfig = ConfigOf<typeof queueShape.shape>;
