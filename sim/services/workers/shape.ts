import { z } from "zod";
import { duration, integer, name, number, ratio } from "../../../scenarios/language/index.js";
import { hour, minute, second } from "../../../scenarios/language/units/time.js";
import { scheduleKeys, sizeKeys } from "../fleet/fleet-shape.js";
import { memoryOnFargate, taskShape } from "../fleet/task-definitions.js";
import type { ConfigOf } from "../kind.js";
import { batchMost } from "../queue/pollers.js";

const drainShape = z.strictObject({
  stopTimeout: duration({ min: 2 * second, max: 120 * second })
    .prefault("30s")
    .meta({ description: "Time from SIGTERM to SIGKILL.", aws: "stopTimeout" }),
  onSigterm: z
    .enum(["drain", "ignore", "exit"])
    .prefault("drain")
    .describe("drain: takes no more and finishes; ignore: goes on until SIGKILL; exit: ends at once."),
  unfinished: z
    .enum(["release", "leave", "dead-letter"])
    .prefault("release")
    .describe(
      "Messages that are not done in time are visible at once, after what is left of their timeout, or put aside.",
    ),
});

const breakerShape = z.strictObject({
  errorRate: ratio({ max: 1 })
    .prefault("10 %")
    .describe("Share of executions in a minute that fail, above which the minute breaches."),
  for: duration({ min: minute, max: 24 * hour })
    .refine((time) => time % minute === 0, "a whole number of minutes")
    .prefault("5m")
    .describe("Breaching minutes in a row after which the circuit opens."),
  endsMin: integer({ min: 1 }).prefault(20).describe("A minute in which fewer executions end tells nothing."),
  backoff: z
    .strictObject({
      initial: duration({ min: second }).prefault("1m").describe("How long the circuit is open the first time."),
      multiplier: number({ min: 1, max: 100 })
        .prefault(2)
        .describe("How many times longer it is open each further time."),
      max: duration({ min: second }).prefault("10m").describe("The longest time that it is open."),
    })
    .prefault({})
    .describe("How long the circuit stays open before it is tried."),
  probes: integer({ min: 1, max: 1_000 }).prefault(5).describe("Executions that try the half-open circuit."),
});

/** An ECS service whose tasks take messages from a queue. */
export const workerServiceShape = z
  .strictObject({
    queue: name().describe("The queue whose messages it works on."),
    task: taskShape.describe("What one worker is: its size, and how its process executes messages."),
    batch: integer({ min: 1, max: batchMost }).prefault(1).meta({
      description: "Messages that one receive brings at most; those without a slot wait at the task.",
      aws: "MaxNumberOfMessages",
    }),
    heartbeat: duration({ min: second })
      .optional()
      .describe("How often a task extends the visibility timeout of the messages that it holds; left out, never."),
    softMemoryLimit: ratio({ min: 0.01, max: 1 })
      .prefault("100 %")
      .describe("Share of a task's memory from which on it takes no more work."),
    ...sizeKeys,
    drain: drainShape.prefault({}).describe("How a worker ends."),
    breaker: breakerShape.optional().describe("Takes no more work while too much of it fails; left out, never."),
    ...scheduleKeys,
  })
  .meta(memoryOnFargate);

export type WorkerServiceConfig = ConfigOf<typeof workerServiceShape.shape>;
