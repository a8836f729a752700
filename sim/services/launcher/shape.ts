import { z } from "zod";
import {
  assumed,
  assumedTogether,
  dataSize,
  duration,
  flag,
  integer,
  memory,
  name,
  rate,
  ratio,
} from "../../../scenarios/language/index.js";
import { distributionShape } from "../../../workload/distributions/index.js";
import { drawnDuration } from "../../../workload/requests.js";
import { retriesShape } from "../../../workload/retries.js";
import { hasMoment, momentKeys } from "../../../workload/when.js";
import { allOnDemand, strategyShape } from "../../capacity/strategy.js";
import { abruptFailuresShape } from "../fleet/fleet-shape.js";
import { taskShape } from "../fleet/task-definitions.js";
import { failuresShape } from "./failures.js";
import { orders } from "./orders.js";

/** The sizes of a run where nobody says others; the document gives xlarge no numbers: twice large is an assumption. */
const usualProfiles = {
  small: { cpu: "0.25 vCPU", memory: "512 MB" },
  medium: { cpu: "1 vCPU", memory: "2 GB" },
  large: { cpu: "2 vCPU", memory: "4 GB" },
  xlarge: { cpu: "4 vCPU", memory: "8 GB" },
} as const;

const about = (median: string) => ({ kind: "lognormal" as const, median, sigma: 0.25 });

/**
 * Phases from RunTask to the first of the run's own tasks. RunTask waits for no scheduler: with an image of 1.86 GiB
 * the pull was observed to begin after 16 to 20 s and the task to be RUNNING after 51 to 56 s (ap-northeast-1,
 * September 2026). The duration of the process's own start has not been published: assumptions.
 */
const phases = z.strictObject({
  provision: distributionShape(duration)
    .prefault(about("18s"))
    .describe("Time until Fargate has found a place for the run's task."),
  pullPerGib: distributionShape(duration).prefault(about("18s")).describe("What each GiB of the image takes to pull."),
  create: distributionShape(duration).prefault(about("2s")).describe("What it takes to create the container."),
  download: assumed(
    distributionShape(drawnDuration)
      .prefault(about("1s"))
      .describe("What the download of the flow's artifact from S3 takes."),
    {
      low: about("300ms"),
      high: about("5s"),
      because: "it is your artifact's: a small one from S3 is there at once, a large one is not",
      isMeasurable: true,
    },
  ),
  installPerGib: assumed(
    distributionShape(drawnDuration)
      .prefault(about("90s"))
      .describe("What each GiB of dependencies takes to install, where they are installed at the start."),
    {
      low: about("45s"),
      high: about("3m"),
      because: "nothing is published: half and twice of the default is our guess",
      isMeasurable: true,
    },
  ),
  import: assumed(
    distributionShape(drawnDuration)
      .prefault(about("3s"))
      .describe("What the process takes to import its packages before it works."),
    {
      low: about("1s"),
      high: about("10s"),
      because: "it is your application's: a third and three times the default is our guess",
      isMeasurable: true,
    },
  ),
  deprovision: distributionShape(duration)
    .prefault(about("10s"))
    .describe("Time until Fargate has cleared the task away."),
});

const launchShape = assumedTogether(phases, {
  low: { provision: about("9s"), pullPerGib: about("9s"), create: about("1s") },
  high: { provision: about("36s"), pullPerGib: about("36s"), create: about("4s") },
  because: "one measurement in one region is all that the defaults fit: half and twice of each phase is our guess",
});

/** A time in which something is not there. */
const outagesShape = z
  .array(
    z
      .strictObject({ ...momentKeys, lasts: duration({ min: 1 }).describe("How long the outage lasts.") })
      .refine(hasMoment, "at, cron or both"),
  )
  .prefault([]);

const backoffShape = retriesShape.shape.backoff;

/** AWS's RunTask: 20 calls a second in an account. How many may come at once, and how a client tries again, are assumptions. */
const apiShape = z.strictObject({
  rate: rate({ min: 0.001 })
    .prefault("20/s")
    .describe("RunTask calls a second in the long run; those beyond are throttled."),
  burst: integer({ min: 1, max: 100_000 }).prefault(20).describe("RunTask calls at once before throttling begins."),
  attempts: integer({ min: 0, max: 100 })
    .prefault(4)
    .describe("Calls after a throttled one before the launch fails: the AWS SDK makes four."),
  backoff: backoffShape
    .prefault({ initial: "1s" })
    .describe("How long a throttled call waits before it is made again."),
  outages: outagesShape.describe("When the executor is not available: every launch then fails with a word of its own."),
});

/** The tasks that a run works on one after the other: the steps of its class. */
const flowTasksShape = z.strictObject({
  timeout: duration({ min: 1 }).optional().describe("When a task of the flow is ended; left out, never."),
  retries: integer({ min: 0, max: 100 }).prefault(0).describe("Tries of a task of the flow after the first."),
  retryDelay: duration().prefault("5s").describe("The wait before a task of the flow is tried again."),
  fails: ratio().prefault("0 %").describe("Share of tries that end with an error of the task's own."),
});

/** Settings of the runs of one flow: a class of that name, or a demand of that name without classes. */
const flowShape = z.strictObject({
  profile: name().optional().describe("The size of this flow's runs; left out, that of the launcher."),
  memory: distributionShape(memory)
    .optional()
    .describe("What a run needs at its peak; left out, the memory of its class."),
  disk: distributionShape(memory)
    .optional()
    .describe("What the dependencies of a run take up on the disk once they are unpacked; left out, they fit."),
  critical: flag().prefault(false).describe("Runs on demand, whatever the strategy says."),
  tasks: flowTasksShape.prefault({}).describe("How the tasks within a run of this flow fail and are tried again."),
});

const retryShape = z.strictObject({
  capacity: z
    .enum(["new", "same", "on-demand"])
    .prefault("new")
    .describe("On which capacity a failed run is run again: of a new call, as the run before, or on demand."),
  outOfMemory: z
    .enum(["same", "larger"])
    .prefault("same")
    .describe("The profile of a run that was killed for its memory: the same, or the next larger one."),
});

const drainShape = z.strictObject({
  onSigterm: z
    .enum(["drain", "ignore"])
    .prefault("drain")
    .describe("drain: finishes the task that it is working on; ignore: goes on until SIGKILL."),
  timeout: duration().prefault("15s").describe("How long the process waits for the task that it is working on."),
  stopTimeout: duration({ min: 2_000_000, max: 120_000_000 })
    .prefault("30s")
    .meta({ description: "Time from SIGTERM to SIGKILL.", aws: "stopTimeout" }),
});

const pageSize = () => integer({ min: 1, max: 100_000 });

const reconcilerShape = z.strictObject({
  every: duration({ min: 1_000_000 }).prefault("5m").describe("Time from one pass of the reconciler to the next."),
  staleAfter: duration().prefault("300s").describe("Runs that began less than this ago are not looked at."),
  pageSize: pageSize().prefault(50).describe("Runs that a pass looks at."),
  order: z
    .enum(orders)
    .prefault("cursor")
    .describe(
      "Which runs a pass looks at: those behind the last pass (cursor), the oldest, any (random), or always the same first (stable).",
    ),
  outages: outagesShape.describe("When the reconciler does not run."),
  manual: z
    .array(
      z
        .strictObject({
          ...momentKeys,
          pageSize: pageSize().prefault(100).describe("Runs that this pass looks at."),
          staleAfter: duration()
            .prefault("0s")
            .describe("Runs that began less than this before the pass are not looked at."),
        })
        .refine(hasMoment, "at, cron or both"),
    )
    .prefault([])
    .describe("Passes that a person asks for beside."),
});

/** A launcher of runs, each a Fargate task of its own by RunTask. */
export const launcherShape = z.strictObject({
  profiles: z
    .record(name(), taskShape.pick({ cpu: true, memory: true, storage: true }))
    .refine((profiles) => Object.keys(profiles).length > 0, "at least one profile")
    .prefault(usualProfiles)
    .describe("The sizes that a run can have, from the smallest on."),
  profile: name().optional().describe("The size of runs whose flow names none; left out, the first."),
  task: taskShape
    .pick({ image: true, architecture: true, arm64WorkFactor: true })
    .prefault({})
    .describe("What the tasks of all runs have in common."),
  capacity: strategyShape.prefault(allOnDemand).meta({
    description: "On which capacity providers runs are launched, and in what proportion.",
    aws: "capacityProviderStrategy",
  }),
  split: assumed(
    z
      .enum(["drawn", "counted"])
      .prefault("drawn")
      .describe(
        "How weights hold of calls for one task each, which AWS does not say: drawn by chance, or counted so that they fit.",
      ),
    {
      low: "counted",
      high: "drawn",
      because: "AWS does not say how weights hold of calls for one task each: these are the two ways there are",
    },
  ),
  flows: z.record(name(), flowShape).prefault({}).describe("What is known of the runs of each flow, by its name."),
  api: apiShape.prefault({}).describe("The quotas of RunTask, and what the launcher does about throttling."),
  launch: launchShape.prefault({}).describe("How long each phase of a run's start takes."),
  dependencies: z
    .strictObject({
      size: dataSize().prefault("0 B").describe("Size of the dependencies."),
      from: z
        .enum(["start", "image"])
        .prefault("start")
        .describe("Where they are installed: at each start, or once and for all in the image, which is larger then."),
    })
    .prefault({})
    .describe("What is installed before a run can work."),
  failures: failuresShape.prefault({}).describe("How often launches fail, by cause."),
  retry: retryShape.prefault({}).describe("How a failed run is run again."),
  drain: drainShape.prefault({}).describe("How a run ends that is told to."),
  reconciler: reconcilerShape.prefault({}).describe("The job that finds runs which nobody works on any more."),
  abruptFailuresPerMonth: abruptFailuresShape,
});

export type LauncherConfig = z.output<typeof launcherShape>;
