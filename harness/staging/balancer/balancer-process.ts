import type { FailureCause } from "../../../sim/facts/aspects/requests.js";

/** What stands in front of a service's tasks: our own proxy, or HAProxy. */
export interface Balancer {
  /** Listens on 127.0.0.1; resolves to its port. */
  listen(port: number): Promise<number>;
  register(task: string, port: number): void;
  deregister(task: string): void;
  cut(task: string): void;
  stopping(task: string, cause: FailureCause): void;
  metrics(): Promise<BalancerMetrics>;
  close(): void;
}

/** What one service's balancer process is: the first thing that its parent tells it. Durations in microseconds. */
export interface BalancerOrder {
  readonly kind: "order";
  readonly service: string;
  /** On 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  readonly software: "built-in" | "haproxy";
  /** A kind of the list `balancers` of `sim/targets`. */
  readonly algorithm: string;
  readonly slowStart: number;
  /** Nodes with counts of their own; HAProxy is always one. */
  readonly nodes: number;
  /** After so long without an answer, 504; a WebSocket on which nothing passes is cut. */
  readonly idleTimeout: number;
  /** Of the streams of node and target. */
  readonly seed: number;
}

/** What a balancer process is told over its IPC channel (advanced serialization), the order first. */
export type BalancerCommand =
  | BalancerOrder
  | { readonly kind: "register"; readonly task: string; readonly port: number }
  /** It gets nothing new; what it has goes on. */
  | { readonly kind: "deregister"; readonly task: string }
  /** Ends the connections that a target still has, as after the deregistration delay. */
  | { readonly kind: "cut"; readonly task: string }
  /** What requests that die with the target have failed by; `interrupted` if never told. */
  | { readonly kind: "stopping"; readonly task: string; readonly cause: FailureCause };

/** What a balancer process reports. */
export type BalancerReport =
  | { readonly kind: "listening"; readonly port: number }
  /** It cannot begin; the message says what to check. */
  | { readonly kind: "failed"; readonly message: string }
  | BalancerMetrics;

/** Once a second. */
export interface BalancerMetrics {
  readonly kind: "metrics";
  /** Requests and connections that came since the start, those that found no target included. */
  readonly attempts: number;
  /** Targets that are registered, or that still have something outstanding. */
  readonly targets: readonly TargetMetrics[];
}

/** What a balancer says of one target. */
export interface TargetMetrics {
  readonly task: string;
  readonly isRegistered: boolean;
  /** Requests and connections that were sent to it since it was registered. */
  readonly requests: number;
  readonly outstanding: number;
}
