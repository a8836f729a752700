import type { Tables } from "../../workload/tables.js";
import type { RequestTemplate, StagingConfig } from "../../workload/target.js";
import type { Planned, PlannedWork } from "../plan/planned.js";
import type { RequestEnd } from "../record/ending.js";

/** Takes note of how each request ended; what was due before time zero is not counted. */
export interface Recorder {
  record(planned: PlannedWork, end: RequestEnd): void;
}

/**
 * Takes note of what the pacer hands to a driver, just before it does. How far `at` lies behind due is the generator's
 * own lag; that no connection was free afterwards is not.
 */
export interface ReleaseLog {
  released(planned: PlannedWork, at: number): void;
}

/** How long a client without a timeout of its own waits for an answer, in microseconds. */
export const patienceMax = 300_000_000;

/** What a driver of one service's target works with. */
export interface DriverContext {
  readonly service: string;
  /** As it was written: http or ws, with TLS or without. A driver takes the scheme that its traffic needs. */
  readonly target: URL;
  /** Seed of the replication that is driven: keyed draws (retries, reconnects) come from it. */
  readonly seed: number;
  /** Microseconds since clock.start, on the clock that all processes of a run share; negative during warm-up. */
  now(): number;
  readonly recorder: Recorder;
  /** By demand. */
  readonly templates: ReadonlyMap<string, RequestTemplate>;
  readonly tables: Tables;
  /** Values of `${env:NAME}`; a name that is missing was refused before the run. */
  readonly environment: Readonly<Record<string, string>>;
  /** Connections that this process may open to the target. */
  readonly connections: number;
  /** Those of them that requests need from the first on; more are opened when they are. */
  readonly opening: number;
  readonly staging: StagingConfig;
}

/** Sends the planned requests or sessions of one service. It keeps no clock of its own: what is released leaves now. */
export interface Driver {
  /** Tests itself and connects; what is released after it can leave at once. Rejects with TargetUnreachable. */
  open(): Promise<void>;
  /** Sends what is due now. Never throws and never waits: what cannot leave yet queues inside, up to its deadline. */
  release(planned: Planned): void;
  /** Requests and messages that were released and have not ended. */
  readonly inFlight: number;
  /** Waits up to `grace` microseconds for what is in flight, ends the rest (timedOut, or neverSent), disconnects. */
  close(grace: number): Promise<void>;
  /** What the driver saw beside requests, by name: connections opened, lost, refused; pongs, duplicates, late replies. */
  readonly counters: Readonly<Record<string, number>>;
}

/** A target that cannot be reached at all, before or at the begin of a run; the message says what to check. */
export class TargetUnreachable extends Error {}
