import type { FailureCause } from "../../sim/facts/aspects/requests.js";

import type { DriverContext } from "../generator/driver.js";
import type { PlannedMessage } from "../plan/planned.js";
import type { Ending } from "../record/ending.js";
import { Tally } from "./tally.js";

/** A message from its release to its end. */
export interface OpenMessage {
  readonly planned: PlannedMessage;
  /** When it left this process; null while it waits for a connection. */
  sentAt: number | null;
  hasParts: boolean;
  isDegraded: boolean;
}

/** Passes each message's ending to the recorder, and counts the messages that have not ended yet. */
export class MessageEnds {
  readonly #context: Pick<DriverContext, "now" | "recorder">;
  readonly #open = new Tally();

  constructor(context: Pick<DriverContext, "now" | "recorder">) {
    this.#context = context;
  }

  get inFlight(): number {
    return this.#open.count;
  }

  begin(planned: PlannedMessage): OpenMessage {
    this.#open.add();
    return { planned, sentAt: null, hasParts: false, isDegraded: false };
  }

  /** To be called once for each message that has begun. */
  end({ planned, sentAt, isDegraded }: OpenMessage, ending: Ending, cause: FailureCause | null): void {
    this.#context.recorder.record(planned, {
      ending,
      status: null,
      cause,
      degraded: isDegraded,
      attempts: sentAt === null ? 0 : 1,
      sentAt,
      lastSentAt: sentAt,
      endedAt: this.#context.now(),
    });
    this.#open.take();
  }

  /** Resolves when every message has ended, or after `limit` microseconds. */
  allEnded(limit: number): Promise<void> {
    return this.#open.zero(limit);
  }
}
