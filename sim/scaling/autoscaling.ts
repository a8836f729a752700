import { z } from "zod";
import { duration, flag } from "../../scenarios/language/index.js";

const lagShape = (age: string, actionDelay: string) =>
  z
    .strictObject({
      age: duration({ max: 3_600_000_000 })
        .prefault(age)
        .describe(
          "Time from a period's end until its datapoint is published: what an action reads is at least as old.",
        ),
      actionDelay: duration({ max: 3_600_000_000 })
        .prefault(actionDelay)
        .describe(
          "Time from the alarm's evaluation, as soon as a datapoint is published, until its action reads the metric and acts.",
        ),
    })
    .prefault({});

/**
 * What AWS does between a metric and a scaling activity. Of `metricLags` only the sums are known: with 153 s a step of load
 * to just above a target, averaged over phases, is decided 30 + 3 × 60 + 153 = 363 s later, and with twenty-second metrics
 * 10 + 3 × 20 + 16 = 86 s, as AWS measured (containers-roadmap issue 2113). How they split is inferred.
 */
export const autoscalingShape = z.strictObject({
  metricLags: z
    .strictObject({
      standard: lagShape("120s", "33s").describe("One-minute metrics that AWS publishes."),
      high: lagShape("8s", "8s").describe("Twenty-second metrics that AWS publishes."),
      custom: lagShape("15s", "15s").describe("One-minute metrics that the user publishes, such as queue-per-task."),
    })
    .prefault({})
    .describe("How late the metrics are, by how they are published."),
  // AWS says that ECS metrics are collected for tasks in the RUNNING state, which a draining one has left; were they counted,
  // while target tracking multiplies by the running ones only, each scale-in with minutes of draining would ask for the next one.
  countsDraining: flag()
    .prefault(false)
    .describe("Tasks that drain or stop count in a service's CPU, memory and queue metrics."),
  scaleInCompletes: duration({ max: 3_600_000_000 })
    .prefault("30s")
    .describe("Time from the decision to scale in until it counts as complete, which is when its cooldown begins."),
  scaleOutCompletesWithin: duration({ max: 86_400_000_000 })
    .prefault("10m")
    .describe(
      "A scale-out counts as complete when its tasks run, and at the latest after this: without capacity they never do.",
    ),
});

export type AutoscalingConfig = z.output<typeof autoscalingShape>;
