import type { AuditCheck } from "../../sim/outcome/measured.js";

/** A check that names its remedy where it failed. */
export function checked({ remedy, ...check }: AuditCheck & { readonly remedy: string }): AuditCheck {
  return check.passed ? check : { ...check, detail: `${check.detail}; ${remedy}` };
}

/**
 * What a load may be off before it was the generator that was measured. One generator process keeps 1 ms up to 1,000
 * requests a second and 10 to 100 ms at 5,000 (measured with autocannon 9 on Node 20, two cores).
 */
export interface AuditLimits {
  /** Lag of 99 % of sends behind their due time, in microseconds: between the two, where more processes are the remedy. */
  readonly lagP99: number;
  /** Or this share of the p99 that was measured: lag is part of latency, and a predicted p99 may be 25 % off. */
  readonly lagShareOfLatency: number;
  /** Least probability of arrivals as far from the process that was asked for: one good run in a thousand fails. */
  readonly pValueMin: number;
  /**
   * How much dispersion may change waiting. Kingman: the mean wait grows with (Ca² + Cs²) / 2, here with the dispersion
   * index for Ca² and exponential service, Cs² = 1.
   */
  readonly waitingChange: number;
  /** Share of requests that never left: a p99.9 is then still one of the system. */
  readonly neverSentShare: number;
  /** CPU seconds a second of one process, whose one thread then has others waiting for it. */
  readonly cpuShare: number;
  /** Delay of the event loop: a lag that sends and answers both have. */
  readonly eventLoopDelayP99Ms: number;
  /** The fewest requests that tell a median. */
  readonly requestsMin: number;
}

/** The limits that every load is held to. */
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

/** A share as per cent with two significant digits: "0.41 %". */
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
