import type { Tables } from "../../workload/tables.js";
import type { RequestTemplate, StagingConfig } from "../../workload/target.js";
import type { Planned, PlannedWork } from "../plan/planned.js";
import type { RequestEnd } from "../record/ending.js";

/** Records how each request ended. Requests that were due before time zero are not counted. */
export interface Recorder {
  record(planned: PlannedWork, end: RequestEnd): void;
}

/**
 * Records each release just before it is handed to a driver. The time from due to `at` is the generator's own lag;
 * later waiting for a free connection is not part of it.
 */
export interface ReleaseLog {
  released(planned: PlannedWork, at: number): void;
}

/** How long a client without a timeout of its own waits for an answer, in microseconds. */
export const patienceMax = 300_000_000;

/** What the driver of one service's target needs. */
export interface DriverContext {
  readonly service: string;
  /** The URL as the user wrote it: http or ws, with or without TLS. A driver uses the scheme that its traffic needs. */
  readonly target: URL;
  /** Seed of the driven replication, from which keyed draws (retries, reconnects) are made. */
  readonly seed: number;
  /** Microseconds since clock.start, on the clock that all processes of a run share; negative during the warm-up. */
  now(): number;
  readonly recorder: Recorder;
  /** Request templates by demand. */
  readonly templates: ReadonlyMap<string, RequestTemplate>;
  readonly tables: Tables;
  /** Values of `${env:NAME}`. Missing names were refused before the run. */
  readonly environment: Readonly<Record<string, string>>;
  /** Number of connections that this process may open to the target. */
  readonly connections: number;
  /** Number of these that requests need from the start; more are opened when needed. */
  readonly opening: number;
  readonly staging: StagingConfig;
}

/**
 * Sends the planned requests or sessions of one service. It has no schedule of its own: what is released leaves now.
 */
export interface Driver {
  /** Checks itself and connects, so that what is released later can leave at once. Rejects with TargetUnreachable. */
  open(): Promise<void>;
  /** Sends what is due now. Never throws and never waits: what cannot leave yet is queued, until its deadline. */
  release(planned: Planned): void;
  /** Number of requests and messages that were released and have not ended. */
  readonly inFlight: number;
  /** Waits up to `grace` microseconds for what is in flight, ends the rest (timedOut, or neverSent) and disconnects. */
  close(grace: number): Promise<void>;
  /** Other counts of the driver, by name: connections opened, lost, refused; pongs, duplicates, late replies. */
  readonly counters: Readonly<Record<string, number>>;
}

/** The target cannot be reached at all, before or at the start of a run. The message says what to check. */
export class TargetUnreachable extends Error {}
