/** The ways in which work can end, numbered. Every unit of work of every kind of service ends exactly once. */
export const ends = {
  done: 0,
  /** Given a cheaper answer. */
  degraded: 1,
  shed: 2,
  noCapacity: 3,
  queueFull: 4,
  timeout: 5,
  interrupted: 6,
  taskLost: 7,
  throttled: 8,
  /** The work itself failed: an answer whose status or body is not what the template of the request expects. */
  unexpected: 9,
  /** A message that was received too often, or put aside by who worked on it. */
  deadLettered: 10,
  /** A message that stayed longer than its queue keeps one. */
  expired: 11,
} as const;

export type EndName = keyof typeof ends;
/** The number of a way to end. */
export type End = (typeof ends)[EndName];
/** The number of a way to end without an answer. */
export type Cause = Exclude<End, typeof ends.done | typeof ends.degraded>;

export const {
  done: DONE,
  degraded: DEGRADED,
  shed: SHED,
  noCapacity: NO_CAPACITY,
  queueFull: QUEUE_FULL,
  timeout: TIMEOUT,
  interrupted: INTERRUPTED,
  taskLost: TASK_LOST,
  throttled: THROTTLED,
  unexpected: UNEXPECTED,
  deadLettered: DEAD_LETTERED,
  expired: EXPIRED,
} = ends;
