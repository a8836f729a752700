import { z } from "zod";
import { duration, integer, name, number, ratio } from "../../../scenarios/language/index.js";
import { hour, minute, second } from "../../../scenarios/language/units/time.js";
import { scheduleKeys, sizeKeys } from "../fleet/fleet-shape.js";
import { taskShape } from "../fleet/task-definitions.js";
import type { ConfigOf } from "../kind.js";
import { batchMost } from "../queue/pollers.js";

const drainShape = z.strictObject({
  stopTimeout: duration({ min: 2 * second, max: 120 * second }).prefault("30s"),
  /** `drain`: takes no more and finishes; `ignore`: goes on until SIGKILL; `exit`: ends at once. */
  onSigterm: z.enum(["drain", "ignore", "exit"]).prefault("drain"),
  /** What becomes of messages that are not done in time: visible at once, after what is left of their timeout, or put aside. */
  unfinished: z.enum(["release", "leave", "dead-letter"]).prefault("release"),
});

const breakerShape = z.strictObject({
  errorRate: ratio({ max: 1 }).prefault("10 %"),
  for: duration({ min: minute, max: 24 * hour })
    .refine((time) => time % minute === 0, "a whole number of minutes")
    .prefault("5m"),
  /** A minute with fewer executions that end than so many tells nothing. */
  endsMin: integer({ min: 1 }).prefault(20),
  backoff: z
    .strictObject({
      initial: duration({ min: second }).prefault("1m"),
      multiplier: number({ min: 1, max: 100 }).prefault(2),
      max: duration({ min: second }).prefault("10m"),
    })
    .prefault({}),
  /** Executions that try the half-open circuit. */
  probes: integer({ min: 1, max: 1_000 }).prefault(5),
});

/** An ECS service whose tasks take messages from a queue. */
export const workerServiceShape = z.strictObject({
  queue: name(),
  task: taskShape,
  /** Messages that one receive brings at most; those without a slot wait at the task. */
  batch: integer({ min: 1, max: batchMost }).prefault(1),
  /** How often a task extends the visibility timeout of the messages that it holds; left out: never. */
  heartbeat: duration({ min: second }).optional(),
  /** The share of a task's memory from which on it takes no more work. */
  softMemoryLimit: ratio({ min: 0.01, max: 1 }).prefault("100 %"),
  ...sizeKeys,
  drain: drainShape.prefault({}),
  /** Takes no more work while too much of it fails; left out: never. */
  breaker: breakerShape.optional(),
  ...scheduleKeys,
});

export type WorkerServiceConfig = ConfigOf<typeof workerServiceShape.shape>;
