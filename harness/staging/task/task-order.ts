import type { FailureCause } from "../../../sim/facts/aspects/requests.js";

import type { Work } from "../../protocol.js";

/** What one task process is and how it serves; the first message from its parent. Durations in microseconds. */
export interface TaskOrder {
  readonly kind: "order";
  /** The task's id in ECS, which its answers name too. */
  readonly task: string;
  readonly service: string;
  readonly cpu: TaskCpu;
  /** Pauses in order; after the last, the list starts again. When empty, the process never stands still. */
  readonly pauses: readonly PauseTime[];
  /** Number of requests that may be in progress at once, waits included; a worker pool's threads if these are fewer. */
  readonly slots: number;
  /** Number of requests that may wait for a slot before the task answers 503. */
  readonly queueLimit: number;
  /** Work of a request that does not name any: the mean durations of its demand. */
  readonly work: readonly Work[];
  readonly sockets: SocketOrder;
  readonly onSigterm: "drain" | "serve" | "ignore" | "exit";
  readonly writes: WriteOrder;
}

/** How CPU steps are served: with timers by a discipline of `sim/cpu`, or burned in this process. */
export interface TaskCpu {
  readonly kind: "virtual" | "real";
  readonly vcpu: number;
  /** Kind of discipline, from the list `disciplines`. */
  readonly discipline: string;
  /** Factor of every CPU step, for the speed of the architecture. */
  readonly workFactor: number;
}

/** A stretch in which the whole process stands still; `begins` counts from its start. */
export interface PauseTime {
  readonly begins: number;
  readonly lasts: number;
}

export interface SocketOrder {
  /** Time without traffic after which a connection is closed. */
  readonly idleTimeout: number;
  readonly compression: boolean;
}

export interface WriteOrder {
  /**
   * URL of a DynamoDB-compatible store; null when the fleet has no store, so that writes are accepted and discarded.
   */
  readonly storeUrl: string | null;
  readonly flushEvery: number;
  /** Time limit of the final flush, counted from SIGTERM. */
  readonly flushTimeout: number;
  readonly deadLetter: boolean;
  readonly acknowledge: "buffered" | "durable";
}

/**
 * A message to a task process over its IPC channel (advanced serialization). The order comes first. SIGTERM is sent as
 * a signal.
 */
export type TaskCommand =
  | TaskOrder
  /**
   * Sets the degradation: CPU steps take `cpuFactor` of their work, and a share `shed` of requests is refused. 1 and 0
   * end it.
   */
  | { readonly kind: "degradation"; readonly cpuFactor: number; readonly shed: number }
  /**
   * Sent before SIGTERM: the cause of failure of requests that it refuses from then on; `interrupted` if this is never
   * sent.
   */
  | { readonly kind: "stopping"; readonly cause: FailureCause };

/** A message from a task process. */
export type TaskReport =
  /** It serves requests, and `/health` answers 200. */
  { readonly kind: "listening"; readonly port: number } | TaskMetrics;

/** Counts since the task's start, sent once a second and once more before a drained task exits. */
export interface TaskMetrics {
  readonly kind: "metrics";
  /** vCPU-microseconds used. */
  readonly cpuUsed: number;
  /** Number of requests and messages that came, including refused ones. */
  readonly requests: number;
  readonly inFlight: number;
  readonly queued: number;
  /** Number of WebSocket connections. */
  readonly connections: number;
  readonly memoryMib: number;
  readonly writes: WriteCounts;
}

/**
 * What has become of a task's writes. Accepted writes that are neither flushed nor dead-lettered are still in the
 * buffer.
 */
export interface WriteCounts {
  readonly accepted: number;
  readonly flushed: number;
  readonly deadLettered: number;
}
