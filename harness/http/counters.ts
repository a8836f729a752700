/** What the driver counts besides requests. */
export const httpCounters = [
  "opened",
  /** Connections that were cut during a request, by the target or because something other than HTTP came. */
  "lost",
  /** Connections that the target closed while they were idle. */
  "closedIdle",
  /** Dials that the target refused or did not answer. */
  "refused",
  /** Dials that this machine refused for lack of a file or port: the generator was the limit. */
  "exhausted",
  /** Requests that had to wait for a connection. */
  "waited",
  "retries",
  /** Answers of which only the first MiB was examined. */
  "cutBodies",
] as const;

/** Counts so far, by name. */
export type HttpCounters = Record<(typeof httpCounters)[number], number>;
