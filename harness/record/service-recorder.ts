import { failureCauses } from "../../sim/facts/aspects/requests.js";
import { zeros } from "../../sim/outcome/record.js";
import { Histogram } from "../../sim/statistics/index.js";
import type { PlannedWork } from "../plan/planned.js";
import { endings, type RequestEnd } from "./ending.js";
import type { ServiceFacts } from "./load-facts.js";
import { MinuteRecorder } from "./minute-recorder.js";
import type { ServiceSnapshot } from "./snapshot.js";

/** Counts how the requests and messages to one service ended, and how long they took. */
export class ServiceRecorder {
  readonly #limits: readonly number[];
  readonly #minutes: MinuteRecorder;
  readonly #ends = zeros(endings);
  readonly #failedBy = zeros(failureCauses);
  readonly #statuses: Record<string, number> = {};
  readonly #latency = new Histogram();
  readonly #service = new Histogram();
  readonly #clientWait = new Histogram();
  #scheduled = 0;
  #attempts = 0;
  #degraded = 0;

  constructor({ limits }: ServiceFacts, duration: number) {
    this.#limits = limits;
    this.#minutes = new MinuteRecorder(duration, limits.length);
  }

  record(planned: PlannedWork, end: RequestEnd): void {
    const { dueAt } = planned;
    this.#scheduled++;
    this.#attempts += end.attempts;
    this.#ends[end.ending]++;
    if (end.status !== null) this.#statuses[end.status] = (this.#statuses[end.status] ?? 0) + 1;
    this.#minutes.count("arrived", dueAt);
    this.#clientWait.record(elapsed(dueAt, end.sentAt ?? end.endedAt));
    if (end.ending === "answered") this.#answered(dueAt, end);
    else this.#failed(planned, end);
  }

  snapshot(counters: Readonly<Record<string, number>>): ServiceSnapshot {
    return {
      scheduled: this.#scheduled,
      attempts: this.#attempts,
      degraded: this.#degraded,
      ends: { ...this.#ends },
      statuses: { ...this.#statuses },
      failedBy: { ...this.#failedBy },
      counters: { ...counters },
      times: {
        latency: this.#latency.snapshot(),
        service: this.#service.snapshot(),
        clientWait: this.#clientWait.snapshot(),
      },
      minutes: this.#minutes.snapshot(),
    };
  }

  #answered(dueAt: number, end: RequestEnd): void {
    if (end.degraded) this.#degraded++;
    this.#minutes.count(end.degraded ? "degraded" : "completed", end.endedAt);
    const latency = elapsed(dueAt, end.endedAt);
    this.#measure(latency, end);
    const within = this.#limits.findIndex((limit) => latency <= limit);
    if (within >= 0) this.#minutes.countWithin(within, end.endedAt);
  }

  #failed(planned: PlannedWork, end: RequestEnd): void {
    const cause = end.cause ?? "unexpected";
    this.#failedBy[cause]++;
    this.#minutes.count("failed", end.endedAt);
    if (cause === "interrupted") this.#minutes.count("interrupted", end.endedAt);
    if (cause !== "timeout") return;
    this.#minutes.count("timedOut", end.endedAt);
    // A client's own timer may fire early, but the client had decided to wait this long.
    const least = end.ending === "timedOut" ? (planned.class.timeout ?? 0) : 0;
    this.#measure(Math.max(elapsed(planned.dueAt, end.endedAt), least), end);
  }

  /** Records the latency of answers and timeouts, as in the simulator, and the service time of those that were sent. */
  #measure(latency: number, { lastSentAt, endedAt }: RequestEnd): void {
    this.#latency.record(latency);
    this.#minutes.recordLatency(latency, endedAt);
    if (lastSentAt !== null) this.#service.record(elapsed(lastSentAt, endedAt));
  }
}

function elapsed(from: number, to: number): number {
  return Math.max(0, Math.round(to - from));
}
