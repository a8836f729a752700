import type { AuditCheck } from "../../sim/outcome/measured.js";

/** Returns the check, with its remedy appended to the detail when it failed. */
export function checked({ remedy, ...check }: AuditCheck & { readonly remedy: string }): AuditCheck {
  return check.passed ? check : { ...check, detail: `${check.detail}; ${remedy}` };
}

/**
 * How far the sent load may be off before the run counts as a measurement of the generator. One generator process keeps
 * its lag at 1 ms up to 1,000 requests a second and at 10 to 100 ms at 5,000 (measured with autocannon 9 on Node 20,
 * two cores).
 */
export interface AuditLimits {
  /**
   * Limit on the 99th percentile of the lag of sends behind their due time, in microseconds. It lies between the two
   * lags above: whoever exceeds it needs more processes.
   */
  readonly lagP99: number;
  /**
   * A lag up to this share of the measured p99 latency passes too: lag is part of latency, and a predicted p99 may
   * itself be off by 25 %.
   */
  readonly lagShareOfLatency: number;
  /**
   * Smallest p-value that passes when the send times are tested against the process asked for. One good run in a
   * thousand fails by chance.
   */
  readonly pValueMin: number;
  /**
   * How much the dispersion of sends may change the mean wait, as a share. Kingman: the mean wait grows with (Ca² +
   * Cs²) / 2, here with the dispersion index for Ca² and exponential service, Cs² = 1.
   */
  readonly waitingChange: number;
  /** Share of requests that may remain unsent: with so few, a p99.9 still describes the system. */
  readonly neverSentShare: number;
  /** CPU seconds per second that one process may use. Above it, work queues for the process's single thread. */
  readonly cpuShare: number;
  /** Limit on the event loop's delay: it adds both to the lag of sends and to the time at which answers are noticed. */
  readonly eventLoopDelayP99Ms: number;
  /** Fewest requests from which a median can be estimated. */
  readonly requestsMin: number;
}

/** The limits that are applied to every load. */
export const usualLimits: AuditLimits = {
  lagP99: 20_000,
  lagShareOfLatency: 0.1,
  pValueMin: 0.001,
  waitingChange: 0.2,
  neverSentShare: 0.001,
  cpuShare: 0.85,
  eventLoopDelayP99Ms: 20,
  requestsMin: 40,
};

/** A share as a percentage with two significant digits: "0.41 %". */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

/** A count with thousands separators. */
export function whole(count: number): string {
  return count.toLocaleString("en-US");
}

/** Microseconds as milliseconds with two significant digits: "0.41 ms". */
export function milliseconds(microseconds: number): string {
  return `${Number((microseconds / 1_000).toPrecision(2))} ms`;
}
