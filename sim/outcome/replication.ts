import type { UsageSnapshot } from "../cost/ledger.js";
import type { FailureCause } from "../facts/aspects/requests.js";
import type { HistogramSnapshot } from "../statistics/histogram.js";
import type { DemandReplication } from "./demand-replication.js";

/** What one replication gave: plain data that crosses a thread, in microseconds and counts. */
export interface Replication {
  readonly seed: number;
  readonly index: number;
  /** Name of the stratum this replication belongs to; null where nothing is stratified. */
  readonly stratum: string | null;
  readonly digest: string;
  readonly aborted: string | null;
  readonly services: Readonly<Record<string, ServiceReplication>>;
  readonly usage: UsageSnapshot;
  /** What is not billed, since the scenario does not say how much of it there is, at typical values. */
  readonly leftOut: UsageSnapshot;
  readonly events: readonly RunEvent[];
}

/** What can happen to a service at all: of what cannot, "never seen" means never. */
export interface Possible {
  readonly scaleOut: boolean;
  readonly scaleIn: boolean;
  /** Dynamic policies can move the number of tasks both ways. */
  readonly oscillation: boolean;
  readonly degradation: boolean;
  /** Task-hours that one more change of its tasks adds or takes, Spot interruptions apart; 0 where none can come. */
  readonly taskHours: number;
  /** The longest that a client waits for an answer, retries and pauses included, in microseconds; infinite if nobody knows. */
  readonly latency: number;
}

/** What one run gives of one service. */
export interface ServiceReplication {
  readonly possible: Possible;
  readonly requests: {
    readonly arrived: number;
    readonly attempts: number;
    readonly completed: number;
    readonly degraded: number;
    readonly unfinished: number;
    readonly failedBy: Readonly<Record<FailureCause, number>>;
  };
  /** Latencies of completed, degraded and timed-out requests, in microseconds. */
  readonly latency: HistogramSnapshot;
  /** Of each demand, where somebody asks for them apart. */
  readonly demands: Readonly<Record<string, DemandReplication>>;
  readonly minutes: ServiceMinutes;
  readonly activities: readonly ScalingActivity[];
  /** One entry per scale-out need, in microseconds from need to enough healthy capacity. */
  readonly scaleOutLags: readonly number[];
  /** One entry per stop of running tasks by somebody, in microseconds until as many as are wanted were healthy again. */
  readonly replacementLags: readonly number[];
  readonly spot: {
    readonly interruptions: number;
    readonly interruptedRequests: number;
    /** Closed form: the market's hazard × Spot task-hours, and the tasks that crunches took. */
    readonly interruptionsExpected: number;
  };
  /** Tasks that were taken away, by reason. */
  readonly tasksLost: Readonly<Record<string, number>>;
  readonly writes: {
    readonly accepted: number;
    readonly flushed: number;
    readonly deadLettered: number;
    readonly lost: number;
    /** Closed-form upper bound on the expected number of lost writes in this replication. */
    readonly lostAtMost: number;
    /** Writes that one lost buffer takes with it: what stands for the size of a loss where none was seen. */
    readonly lostAtOnce: number;
  };
  readonly degradation: { readonly degradedMinutes: number; readonly activations: number };
  readonly taskHours: number;
}

/** Columns with a value per reported minute (an element per minute since `clock.start`). */
export interface ServiceMinutes {
  readonly arrived: Float64Array;
  readonly completed: Float64Array;
  readonly degraded: Float64Array;
  readonly failed: Float64Array;
  readonly timedOut: Float64Array;
  readonly interrupted: Float64Array;
  /** Quantiles of the requests that ended in the minute, in microseconds; NaN without any. */
  readonly p50: Float64Array;
  readonly p99: Float64Array;
  /** For each latency limit that an objective names: how many were answered (completed or degraded) within it. */
  readonly within: readonly { readonly limit: number; readonly answered: Float64Array }[];
  readonly desired: Float64Array;
  readonly running: Float64Array;
  readonly spot: Float64Array;
  /** Used over reserved of RUNNING tasks, 0..1; NaN without a running task. */
  readonly cpu: Float64Array;
  readonly memory: Float64Array;
}

/** A change of the desired count. */
export interface ScalingActivity {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  /** Index or kind of the policy that caused it, for people. */
  readonly cause: string;
  /** Dynamic policies only: scheduled actions, deployments and replacements do not count as oscillation. */
  readonly dynamic: boolean;
}

/** A line of events.ndjson. `at` is in microseconds since clock.start, negative during warm-up. */
export interface RunEvent {
  readonly at: number;
  readonly service: string;
  readonly kind: string;
  readonly message: string;
  readonly values?: Readonly<Record<string, number | string>>;
}
