import type { FailureCause } from "../../../sim/facts/aspects/requests.js";

import type { LoadBalancer } from "../../../sim/targets/index.js";
import type { TargetMetrics } from "./balancer-process.js";

/** A request or connection that a target has outstanding. */
export interface Exchange {
  readonly target: Target;
  /** The balancer node that accepted it. */
  readonly node: number;
  /** Ends it; it is released once it has ended. */
  cut(): void;
}

/** A registered task, or one that was registered and still has something outstanding. */
export interface Target {
  readonly task: string;
  readonly url: URL;
  /** The target's number in the balancing algorithm; reused when the target is gone. */
  readonly row: number;
  readonly exchanges: Set<Exchange>;
  isRegistered: boolean;
  /** Cause of failure of requests that die with it. */
  cause: FailureCause;
  requests: number;
}

/** The targets of one balancer, which chooses among them by an algorithm of the simulator. */
export class Targets {
  readonly #algorithm: LoadBalancer;
  readonly #targets = new Map<string, Target>();
  /** Targets by row. */
  readonly #rows: (Target | undefined)[] = [];

  constructor(algorithm: LoadBalancer) {
    this.#algorithm = algorithm;
  }

  get metrics(): readonly TargetMetrics[] {
    return [...this.#targets.values()].map(({ task, isRegistered, requests, exchanges }) => ({
      task,
      isRegistered,
      requests,
      outstanding: exchanges.size,
    }));
  }

  register(task: string, port: number): void {
    if (this.#targets.has(task)) return this.#takeBack(this.#targets.get(task)!);
    const free = this.#rows.indexOf(undefined);
    const row = free < 0 ? this.#rows.length : free;
    const url = new URL(`http://127.0.0.1:${port}`);
    const exchanges = new Set<Exchange>();
    const target: Target = { task, url, row, exchanges, isRegistered: true, cause: "interrupted", requests: 0 };
    this.#rows[row] = target;
    this.#targets.set(task, target);
    this.#algorithm.add(row, now());
  }

  /** Sends requests again to a target that was deregistered but still has something outstanding. */
  #takeBack(target: Target): void {
    if (target.isRegistered) return;
    target.isRegistered = true;
    this.#algorithm.add(target.row, now());
  }

  deregister(task: string): void {
    const target = this.#targets.get(task);
    if (!target?.isRegistered) return;
    target.isRegistered = false;
    this.#algorithm.remove(target.row);
    this.#forgetIdle(target);
  }

  stopping(task: string, cause: FailureCause): void {
    const target = this.#targets.get(task);
    if (target !== undefined) target.cause = cause;
  }

  cut(task: string): void {
    for (const exchange of this.#targets.get(task)?.exchanges ?? []) exchange.cut();
  }

  /** Begins an exchange with the next target; null when there is none. */
  take(cut: () => void): Exchange | null {
    const row = this.#algorithm.take(now());
    if (row < 0) return null;
    const target = this.#rows[row]!;
    const exchange = { target, node: this.#algorithm.node, cut };
    target.requests++;
    target.exchanges.add(exchange);
    return exchange;
  }

  release(exchange: Exchange): void {
    const { target, node } = exchange;
    if (!target.exchanges.delete(exchange)) return;
    this.#algorithm.release(target.row, node);
    this.#forgetIdle(target);
  }

  #forgetIdle(target: Target): void {
    if (target.isRegistered || target.exchanges.size > 0) return;
    this.#targets.delete(target.task);
    this.#rows[target.row] = undefined;
  }
}

/** Microseconds, for the ramp of slow start. */
function now(): number {
  return Math.round(performance.now() * 1_000);
}
