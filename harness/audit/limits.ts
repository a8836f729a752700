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
