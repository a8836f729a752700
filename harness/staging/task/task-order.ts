import type { FailureCause } from "../../../sim/facts/aspects/requests.js";

import type { Work } from "../../protocol.js";

/** What one task process is and how it serves: the first thing that its parent tells it. Durations in microseconds. */
export interface TaskOrder {
  readonly kind: "order";
  /** The task's id in ECS, also what its answers name. */
  readonly task: string;
  readonly service: string;
  readonly cpu: TaskCpu;
  /** In order; after the last the first comes again. Empty: it never stands still. */
  readonly pauses: readonly PauseTime[];
  /** Requests that may have begun at once, waits included; a worker pool's threads where these are fewer. */
  readonly slots: number;
  /** Requests that wait behind them before the task answers 503. */
  readonly queueLimit: number;
  /** Work of a request that names none: its demand's means. */
  readonly work: readonly Work[];
  readonly sockets: SocketOrder;
  readonly onSigterm: "drain" | "serve" | "ignore" | "exit";
  readonly writes: WriteOrder;
}

/** How CPU steps are served: by timers on a discipline of `sim/cpu`, or burned in this process. */
export interface TaskCpu {
  readonly kind: "virtual" | "real";
  readonly vcpu: number;
  /** A kind of the list `disciplines`. */
  readonly discipline: string;
  /** Every CPU step is multiplied by this: the architecture's speed. */
  readonly workFactor: number;
}

/** A stretch of time in which the whole process stands still, from its start. */
export interface PauseTime {
  readonly begins: number;
  readonly lasts: number;
}

export interface SocketOrder {
  /** A connection on which nothing passes for so long is closed. */
  readonly idleTimeout: number;
  readonly compression: boolean;
}

export interface WriteOrder {
  /** DynamoDB-compatible; null where the fleet has no store, and writes are accepted and forgotten. */
  readonly storeUrl: string | null;
  readonly flushEvery: number;
  /** Hard limit of the final flush, from SIGTERM. */
  readonly flushTimeout: number;
  readonly deadLetter: boolean;
  readonly acknowledge: "buffered" | "durable";
}

/** What a task process is told over its IPC channel (advanced serialization), the order first. SIGTERM is a signal. */
export type TaskCommand =
  | TaskOrder
  /** From here on CPU steps take `cpuFactor` of their work and a share `shed` of requests is refused; 1 and 0 end it. */
  | { readonly kind: "degradation"; readonly cpuFactor: number; readonly shed: number }
  /** Sent before SIGTERM: what the requests that it refuses from then on have failed by; `interrupted` if never told. */
  | { readonly kind: "stopping"; readonly cause: FailureCause };

/** What a task process reports. */
export type TaskReport =
  /** It serves; `/health` answers 200. */
  { readonly kind: "listening"; readonly port: number } | TaskMetrics;

/** Once a second, and once more before a task that drained exits by itself. Counts are since the task's start. */
export interface TaskMetrics {
  readonly kind: "metrics";
  /** vCPU-microseconds used. */
  readonly cpuUsed: number;
  /** Requests and messages that came, refused ones included. */
  readonly requests: number;
  readonly inFlight: number;
  readonly queued: number;
  /** WebSocket connections. */
  readonly connections: number;
  readonly memoryMib: number;
  readonly writes: WriteCounts;
}

/** Fate of a task's writes so far; what is accepted and nothing else is still in the buffer. */
export interface WriteCounts {
  readonly accepted: number;
  readonly flushed: number;
  readonly deadLettered: number;
}
