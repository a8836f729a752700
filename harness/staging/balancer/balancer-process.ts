import type { FailureCause } from "../../../sim/facts/aspects/requests.js";

/** What stands in front of a service's tasks: our own proxy, or HAProxy. */
export interface Balancer {
  /** Listens on 127.0.0.1 and resolves to its port. */
  listen(port: number): Promise<number>;
  register(task: string, port: number): void;
  deregister(task: string): void;
  cut(task: string): void;
  stopping(task: string, cause: FailureCause): void;
  metrics(): Promise<BalancerMetrics>;
  close(): void;
}

/** How one service's balancer process works; the first message from its parent. Durations in microseconds. */
export interface BalancerOrder {
  readonly kind: "order";
  readonly service: string;
  /** Port on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  readonly software: "built-in" | "haproxy";
  /** Kind of algorithm, from the list `balancers` of `sim/targets`. */
  readonly algorithm: string;
  readonly slowStart: number;
  /** Number of nodes that keep their own counts; HAProxy always has one. */
  readonly nodes: number;
  /** Time without an answer after which a request gets a 504, and without traffic after which a WebSocket is cut. */
  readonly idleTimeout: number;
  /** Seed of the random streams of nodes and targets. */
  readonly seed: number;
}

/** A message to a balancer process over its IPC channel (advanced serialization). The order comes first. */
export type BalancerCommand =
  | BalancerOrder
  | { readonly kind: "register"; readonly task: string; readonly port: number }
  /** The target gets no new requests; those it has continue. */
  | { readonly kind: "deregister"; readonly task: string }
  /** Ends the connections that a target still has, as after the deregistration delay. */
  | { readonly kind: "cut"; readonly task: string }
  /** The cause of failure of requests that die with the target; `interrupted` if this is never sent. */
  | { readonly kind: "stopping"; readonly task: string; readonly cause: FailureCause };

/** A message from a balancer process. */
export type BalancerReport =
  | { readonly kind: "listening"; readonly port: number }
  /** It cannot start; the message says what to check. */
  | { readonly kind: "failed"; readonly message: string }
  | BalancerMetrics;

/** Counts, sent once a second. */
export interface BalancerMetrics {
  readonly kind: "metrics";
  /** Number of requests and connections since the start, including those that found no target. */
  readonly attempts: number;
  /** Targets that are registered, or that still have something outstanding. */
  readonly targets: readonly TargetMetrics[];
}

/** Counts of one target. */
export interface TargetMetrics {
  readonly task: string;
  readonly isRegistered: boolean;
  /** Number of requests and connections sent to it since it was registered. */
  readonly requests: number;
  readonly outstanding: number;
}
