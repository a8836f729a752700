import { z } from "zod";
import { duration, integer, name, ratio } from "../../../scenarios/language/index.js";
import { hour, minute, second } from "../../../scenarios/language/units/time.js";
import { requestClassesShape, requestShape } from "../../../workload/requests.js";
import type { ConfigOf } from "../kind.js";

/** What nobody wrote and executions or dead letters follow from: it is named. */
export const queueDefaults = { visibilityTimeout: "30s", maxReceiveCount: 5 } as const;

/** A standard queue of SQS. */
export const queueShape = z.strictObject({
  /** What a message from another service asks for; or several sorts of that. */
  request: requestShape.optional(),
  classes: requestClassesShape.optional(),
  visibilityTimeout: duration({ min: second, max: 12 * hour }).prefault(queueDefaults.visibilityTimeout),
  /** Received so often and not deleted, a message is a dead letter. */
  maxReceiveCount: integer({ min: 1, max: 1_000 }).prefault(queueDefaults.maxReceiveCount),
  /** The queue that gets the dead letters; left out: they are counted, and gone. */
  deadLetterQueue: name().optional(),
  retention: duration({ min: minute, max: 14 * 24 * hour }).prefault("96h"),
  inFlightMax: integer({ min: 1, max: 120_000 }).prefault(120_000),
  /** How long a receive waits for a message: long polling. */
  receiveWait: duration({ min: second, max: 20 * second }).prefault("20s"),
  /** How often a message stays visible although it was received: at least once, not exactly once. */
  duplicateProbability: ratio({ max: 1 }).prefault("0 %"),
  /** How long a service that sends a message waits for the queue's answer. */
  sendLatency: duration({ max: minute }).prefault("10ms"),
});

export type QueueServiceConfig = ConfigOf<typeof queueShape.shape>;
