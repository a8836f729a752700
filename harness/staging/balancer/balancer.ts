import type { FailureCause } from "../../../sim/facts/aspects/requests.js";

import type { BalancerMetrics } from "./balancer-order.js";

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
