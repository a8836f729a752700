import type { RequestClass } from "../../workload/requests.js";
import type { SessionConfig } from "../../workload/sessions.js";
import type { Work } from "../protocol.js";

interface Due {
  /** Microseconds since clock.start; negative during the warm-up, when nothing is recorded. */
  readonly dueAt: number;
  /** Name of the demand, and of the service it is sent to. */
  readonly demand: string;
  readonly service: string;
}

/** An HTTP request of the plan. */
export interface PlannedRequest extends Due {
  readonly kind: "request";
  /** The same in every process that makes the plan of this scenario and seed. */
  readonly id: string;
  /** Number within its demand, not counting thinned arrivals: the key of its draws (retries, splitting). */
  readonly ordinal: number;
  readonly class: RequestClass;
  readonly work: readonly Work[];
}

/** A client that connects. */
export interface PlannedSession extends Due {
  readonly kind: "session";
  /** Number of the session within its demand. */
  readonly session: number;
  readonly config: SessionConfig;
}

/** A message of a session that was planned before. */
export interface PlannedMessage extends Due {
  readonly kind: "message";
  readonly id: string;
  readonly ordinal: number;
  readonly session: number;
  /** Whether the session closes once this message is answered. */
  readonly last: boolean;
  readonly class: RequestClass;
  readonly work: readonly Work[];
}

export type Planned = PlannedRequest | PlannedSession | PlannedMessage;
/** Planned work that ends in exactly one way. */
export type PlannedWork = PlannedRequest | PlannedMessage;

/** The planned items of one demand, in order. */
export interface PlanStream {
  /** When its next item is due; Infinity after the last. */
  readonly dueAt: number;
  take(): Planned;
}
