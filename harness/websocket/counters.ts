/** What the driver counts beside messages. */
export const socketCounters = [
  "sessions",
  /** Sessions that gave up with messages still to come. */
  "sessionsLost",
  "opened",
  /** Of those opened, the second and later ones of a session. */
  "reconnects",
  "lost",
  /** Connects that the target refused, or did not answer. */
  "refused",
  /** Connects that this machine refused, for want of a file or a port: the generator was the limit. */
  "exhausted",
  /** Answers to heartbeats, and the sum of their round trips. */
  "pongs",
  "pongMicros",
  "missedPongs",
  /** Replies of more than one part: how many began, and the sum of the times to their first part from due. */
  "firstParts",
  "firstPartMicros",
  /** Replies to messages that had ended before, by timeout or by loss of the connection. */
  "late",
  /** Second replies. */
  "duplicates",
  /** Replies to nothing that this session asked, or that cannot be read. */
  "unknown",
] as const;

/** What was counted so far, by name. */
export type SocketCounters = Record<(typeof socketCounters)[number], number>;
