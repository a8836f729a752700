import type { LatencyField } from "../facts/aspects/latency.js";
import type { SparseHistogram } from "../statistics/histogram.js";

/** Latency from the intended time, service time from the send, and how long requests waited in the client for a connection. */
export const measuredTimes = ["latency", "service", "clientWait"] as const;
export type MeasuredTime = (typeof measuredTimes)[number];

/** Measurements of one service beside what every outcome has. */
export interface MeasuredService {
  /** Scheduled requests and messages by the way they ended; the ends add up to `scheduled`. */
  readonly scheduled: number;
  readonly ends: Readonly<Record<string, number>>;
  /** Answers by status, e.g. "200"; messages of sessions have none. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Counts by drivers beside requests: connections, pongs, duplicates. */
  readonly counters: Readonly<Record<string, number>>;
  /** Milliseconds; null where too few requests tell it. */
  readonly timesMs: Readonly<Record<MeasuredTime, Readonly<Record<LatencyField, number | null>>>>;
  readonly histograms: Readonly<Record<MeasuredTime, SparseHistogram>>;
}

/** One check of the audit of the load itself. */
export interface AuditCheck {
  readonly name: string;
  readonly value: number | null;
  /** The limit, at most or at least, as a person reads it: "<= 10 ms", "p >= 0.001". */
  readonly limit: string;
  readonly unit: "ms" | "ratio" | "count" | "p";
  readonly passed: boolean;
  readonly detail: string;
}

/** Whether the generator produced the load that was asked for; if not, it was measured and not the system. */
export interface LoadAudit {
  readonly valid: boolean;
  readonly checks: readonly AuditCheck[];
}

/** Fields that only a measured outcome has. */
export interface Measured {
  readonly targets: Readonly<Record<string, string>>;
  /** Which part of the schedule these processes drove: 1 of 1, or one machine's share. */
  readonly share: { readonly index: number; readonly of: number };
  readonly processes: number;
  /** The instant of clock.start in the real world; absent where an older version measured. */
  readonly begunAt?: string;
  /** Seconds of the reported time that were driven: fewer than all where the run was aborted. */
  readonly elapsedS: number;
  /** What the tasks were, where a reader has to know: "virtual vCPUs: a control-plane check". */
  readonly label: string | null;
  readonly services: Readonly<Record<string, MeasuredService>>;
  readonly audit: LoadAudit;
}
