import { z } from "zod";
import { dataSize, duration, flag, integer, memory, name, rate, ratio } from "../../../scenarios/language/index.js";
import { distributionShape } from "../../../workload/distributions/index.js";
import { drawnDuration } from "../../../workload/requests.js";
import { retriesShape } from "../../../workload/retries.js";
import { hasMoment, momentKeys } from "../../../workload/when.js";
import { allOnDemand, strategyShape } from "../../capacity/strategy.js";
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
 * From RunTask to the first of the run's own tasks. RunTask waits for no scheduler: with an image of 1.86 GiB the pull was
 * seen to begin after 16 to 20 s and the task to be RUNNING after 51 to 56 s (ap-northeast-1, September 2026). What the
 * process does then is not published anywhere: assumptions.
 */
const launchShape = z.strictObject({
  provision: distributionShape(duration).prefault(about("18s")),
  pullPerGib: distributionShape(duration).prefault(about("18s")),
  create: distributionShape(duration).prefault(about("2s")),
  /** Of the flow's artifact from S3. */
  download: distributionShape(drawnDuration).prefault(about("1s")),
  /** Of each GiB of dependencies, where they are installed at the start. */
  installPerGib: distributionShape(drawnDuration).prefault(about("90s")),
  import: distributionShape(drawnDuration).prefault(about("3s")),
  deprovision: distributionShape(duration).prefault(about("10s")),
});

/** A time in which something is not there. */
const outagesShape = z
  .array(z.strictObject({ ...momentKeys, lasts: duration({ min: 1 }) }).refine(hasMoment, "at, cron or both"))
  .prefault([]);

const backoffShape = retriesShape.shape.backoff;

/** AWS's RunTask: 20 calls a second in an account. How many may come at once, and how a client tries again, are assumptions. */
const apiShape = z.strictObject({
  rate: rate({ min: 0.001 }).prefault("20/s"),
  burst: integer({ min: 1, max: 100_000 }).prefault(20),
  /** Calls after a throttled one, before the launch fails: the AWS SDK makes four. */
  attempts: integer({ min: 0, max: 100 }).prefault(4),
  backoff: backoffShape.prefault({ initial: "1s" }),
  /** When the executor is not available: every launch then fails with a word of its own. */
  outages: outagesShape,
});

/** The tasks that a run works on one after the other: the steps of its class. */
const flowTasksShape = z.strictObject({
  timeout: duration({ min: 1 }).optional(),
  /** Tries after the first. */
  retries: integer({ min: 0, max: 100 }).prefault(0),
  retryDelay: duration().prefault("5s"),
  /** Share of tries that end with an error of the task's own. */
  fails: ratio().prefault("0 %"),
});

/** What is known of the runs of one flow: those of a class of its name, or of a demand with a request and no classes. */
const flowShape = z.strictObject({
  profile: name().optional(),
  /** What a run needs at its peak; left out: the memory of its class. */
  memory: distributionShape(memory).optional(),
  /** What the dependencies of a run take up on the disk once they are unpacked; left out: they fit. */
  disk: distributionShape(memory).optional(),
  /** Runs on demand, whatever the strategy says. */
  critical: flag().prefault(false),
  tasks: flowTasksShape.prefault({}),
});

const retryShape = z.strictObject({
  /** On which capacity a failed run is run again: of a new call, as the run before, or on demand. */
  capacity: z.enum(["new", "same", "on-demand"]).prefault("new"),
  /** The profile of a run that was killed for its memory. */
  outOfMemory: z.enum(["same", "larger"]).prefault("same"),
});

const drainShape = z.strictObject({
  onSigterm: z.enum(["drain", "ignore"]).prefault("drain"),
  /** How long the process waits for the task that it is working on. */
  timeout: duration().prefault("15s"),
  stopTimeout: duration({ min: 2_000_000, max: 120_000_000 }).prefault("30s"),
});

const pageSize = () => integer({ min: 1, max: 100_000 });

const reconcilerShape = z.strictObject({
  every: duration({ min: 1_000_000 }).prefault("5m"),
  /** Runs that began later are not looked at. */
  staleAfter: duration().prefault("300s"),
  /** Runs that a pass looks at. */
  pageSize: pageSize().prefault(50),
  order: z.enum(orders).prefault("cursor"),
  outages: outagesShape,
  /** Passes that a person asks for beside. */
  manual: z
    .array(
      z
        .strictObject({ ...momentKeys, pageSize: pageSize().prefault(100), staleAfter: duration().prefault("0s") })
        .refine(hasMoment, "at, cron or both"),
    )
    .prefault([]),
});

/** A launcher of runs, each a Fargate task of its own by RunTask. */
export const launcherShape = z.strictObject({
  /** The sizes that a run can have, from the smallest on. */
  profiles: z
    .record(name(), taskShape.pick({ cpu: true, memory: true, storage: true }))
    .refine((profiles) => Object.keys(profiles).length > 0, "at least one profile")
    .prefault(usualProfiles),
  /** Of a run whose flow names none; left out: the first. */
  profile: name().optional(),
  /** What all tasks have in common. */
  task: taskShape.pick({ image: true, architecture: true, arm64WorkFactor: true }).prefault({}),
  capacity: strategyShape.prefault(allOnDemand),
  /** How the weights hold of calls for one task each, which AWS does not say: by chance, or so that the counts fit. */
  split: z.enum(["drawn", "counted"]).prefault("drawn"),
  flows: z.record(name(), flowShape).prefault({}),
  api: apiShape.prefault({}),
  launch: launchShape.prefault({}),
  /** What is installed before a run can work: as it starts, or once and for all in its image, which is larger then. */
  dependencies: z
    .strictObject({ size: dataSize().prefault("0 B"), from: z.enum(["start", "image"]).prefault("start") })
    .prefault({}),
  failures: failuresShape.prefault({}),
  retry: retryShape.prefault({}),
  drain: drainShape.prefault({}),
  reconciler: reconcilerShape.prefault({}),
  /** Share of tasks that die a month without SIGTERM: crashes and host failures. */
  abruptFailuresPerMonth: ratio({ max: 0.999 }).prefault("1 %"),
});

export type LauncherConfig = z.output<typeof launcherShape>;
