import type { DriverContext } from "../generator/driver.js";
import type { PlannedSession } from "../plan/planned.js";
import type { SocketCounters } from "./counters.js";
import type { DueTimes } from "./due-times.js";
import type { Handshake } from "./handshake.js";
import type { MessageEnds, OpenMessage } from "./message-ends.js";
import type { Slots } from "./slots.js";

/** A connection as its timers see it. */
interface TimedConnection {
  /** Called when a ping is due. */
  beat(): void;
  /** Called when the server has not answered a close in time. */
  cut(): void;
}

/** What all sessions of a driver share. */
export interface DriverParts {
  readonly context: DriverContext;
  readonly counters: SocketCounters;
  readonly slots: Slots;
  readonly ends: MessageEnds;
  readonly deadlines: DueTimes<OpenMessage>;
  readonly heartbeats: DueTimes<TimedConnection>;
  /** Connections that were closed and whose server has not answered yet. */
  readonly closing: DueTimes<TimedConnection>;
  handshake(session: PlannedSession): Handshake;
  /** To be called when the last message of a session has ended. */
  finished(session: PlannedSession): void;
}
