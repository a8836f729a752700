/** What the driver counts beside requests. */
export const httpCounters = [
  "opened",
  /** Connections that were cut in the middle of a request, by the target or because no HTTP came. */
  "lost",
  /** Connections that the target closed while nothing was asked. */
  "closedIdle",
  /** Dials that the target refused, or did not answer. */
  "refused",
  /** Dials that this machine refused, for want of a file or a port: the generator was the limit. */
  "exhausted",
  /** Requests that had to wait for a connection. */
  "waited",
  "retries",
  /** Answers of which only the first MiB was looked into. */
  "cutBodies",
] as const;

/** What was counted so far, by name. */
export type HttpCounters = Record<(typeof httpCounters)[number], number>;
