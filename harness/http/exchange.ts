import type { PlannedRequest } from "../plan/planned.js";
import type { Connection } from "./connection.js";

/** A request from its release to its end, through all its attempts. Microseconds since clock.start. */
export class Exchange {
  readonly planned: PlannedRequest;
  /** It is in the line for a connection. */
  isWaiting = false;
  /** When the attempt of the moment was due: its client's patience counts from here. */
  attemptDueAt: number;
  retries = 0;
  /** Attempts that left this process. */
  attempts = 0;
  sentAt: number | null = null;
  lastSentAt: number | null = null;
  /** What it is on; null where it waits. */
  connection: Connection | null = null;
  /** Its deadline, or the end of the pause before its next attempt. */
  timer: NodeJS.Timeout | undefined;

  constructor(planned: PlannedRequest) {
    this.planned = planned;
    this.attemptDueAt = planned.dueAt;
  }

  sent(connection: Connection, at: number): void {
    this.isWaiting = false;
    this.connection = connection;
    this.attempts++;
    this.sentAt ??= at;
    this.lastSentAt = at;
  }

  /** Waits for its next attempt. */
  pause(until: number): void {
    this.isWaiting = false;
    this.retries++;
    this.attemptDueAt = until;
  }
}
