/** What the driver counts besides messages. */
export const socketCounters = [
  "sessions",
  /** Sessions that gave up with messages still to come. */
  "sessionsLost",
  "opened",
  /** Of the opened connections, the second and later ones of a session. */
  "reconnects",
  "lost",
  /** Connection attempts that the target refused or did not answer. */
  "refused",
  /** Connection attempts that this machine refused for lack of a file or port: the generator was the limit. */
  "exhausted",
  /** Number of answered heartbeats, and the sum of their round-trip times. */
  "pongs",
  "pongMicros",
  "missedPongs",
  /** For replies in more than one part: how many began, and the sum of the times from due to their first part. */
  "firstParts",
  "firstPartMicros",
  /** Replies to messages that had already ended, by timeout or by loss of the connection. */
  "late",
  /** Repeated replies. */
  "duplicates",
  /** Replies to nothing that this session sent, or that cannot be read. */
  "unknown",
] as const;

/** Counts so far, by name. */
export type SocketCounters = Record<(typeof socketCounters)[number], number>;
