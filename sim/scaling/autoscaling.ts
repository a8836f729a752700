import { z } from "zod";
import { assumed, assumedTogether, duration, flag } from "../../scenarios/language/index.js";

interface Lag extends Readonly<Record<string, string>> {
  readonly age: string;
  readonly actionDelay: string;
}

const lagShape = ({ age, actionDelay }: Lag) =>
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

/** AWS measured the sum alone: the metric is nearly fresh, or all of the lag is its age. */
const split = (fresh: Lag, allAge: Lag) => ({
  low: fresh,
  high: allAge,
  because: "AWS measured the sum alone: the metric is nearly fresh, or all of the lag is its age",
});

/** Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html, ECS_POLLING_METRICS_WAIT_DURATION */
export const tasksSampledEveryShape = assumed(
  duration({ min: 1_000_000, max: 60_000_000 })
    .prefault("10s")
    .describe("How long a sample of a single task is, of which the minimum and the maximum of a metric are."),
  {
    low: "5s",
    high: "20s",
    because:
      "the ECS agent polls every ten seconds, Fargate does not document its own: half and twice of it is our guess",
  },
);

/**
 * The steps of AWS between a metric and a scaling activity. Of `metricLags` only the sums are known: with 153 s a step
 * of load to just above a target, averaged over phases, is decided after 30 + 3 × 60 + 153 = 363 s, and with
 * twenty-second metrics after 10 + 3 × 20 + 16 = 86 s, as AWS measured (containers-roadmap issue 2113). Their division
 * is inferred.
 */
export const autoscalingShape = z.strictObject({
  metricLags: z
    .strictObject({
      standard: assumedTogether(
        lagShape({ age: "120s", actionDelay: "33s" }).describe("One-minute metrics that AWS publishes."),
        split({ age: "8s", actionDelay: "145s" }, { age: "153s", actionDelay: "0s" }),
      ),
      high: assumedTogether(
        lagShape({ age: "8s", actionDelay: "8s" }).describe("Twenty-second metrics that AWS publishes."),
        split({ age: "0s", actionDelay: "16s" }, { age: "16s", actionDelay: "0s" }),
      ),
      custom: assumedTogether(
        lagShape({ age: "15s", actionDelay: "15s" }).describe(
          "One-minute metrics that the user publishes, such as queue-per-task.",
        ),
        split({ age: "0s", actionDelay: "30s" }, { age: "30s", actionDelay: "0s" }),
      ),
    })
    .prefault({})
    .describe("How late the metrics are, by how they are published."),
  // AWS says that ECS metrics are collected for tasks in the RUNNING state, which a draining one has left; were they counted,
  // while target tracking multiplies by the running ones only, each scale-in with minutes of draining would ask for the next one.
  countsDraining: assumed(
    flag().prefault(false).describe("Tasks that drain or stop count in a service's CPU, memory and queue metrics."),
    { low: false, high: true, because: "AWS says that metrics are of RUNNING tasks, and no record shows it" },
  ),
  tasksSampledEvery: tasksSampledEveryShape,
  scaleInCompletes: assumed(
    duration({ max: 3_600_000_000 })
      .prefault("30s")
      .describe("Time from the decision to scale in until it counts as complete, which is when its cooldown begins."),
    { low: "0s", high: "60s", because: "records of activities fit anything under 60 s" },
  ),
  scaleOutCompletesWithin: assumed(
    duration({ max: 86_400_000_000 })
      .prefault("10m")
      .describe(
        "A scale-out counts as complete when its tasks run, and at the latest after this: without capacity they never do.",
      ),
    {
      low: "3m",
      high: "30m",
      because:
        "AWS ends such activities as unfulfilled and does not say when: a third and three times the default is our guess",
    },
  ),
});

export type AutoscalingConfig = z.output<typeof autoscalingShape>;
