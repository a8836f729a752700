import type { Call } from "../../workload/requests.js";
import type { Cause, End } from "../facts/ends.js";
import type { WorkTable } from "./row.js";

/** A service that accepts work from others: all that one service knows about another. */
export interface Station {
  /** Latency that the network adds to each answer, both directions together. */
  readonly latency: number;
  /** Opens a way in for a call, whose ends are told to `caller`; gives its number here, above 0. */
  wayFor(call: Call, caller: Caller): number;
  /** Lays out a row of its own for the call that comes in by `way` from a row of the caller's table, and tells what became of it, once, under `ticket`. */
  offer(from: WorkTable, row: number, way: number, ticket: number): void;
  /** The connection to a row that `stands` named is closed, since its caller ended by this cause. */
  hangUp(row: number, cause: Cause): void;
}

/** A service that hands work to another. */
export interface Caller {
  /** The work offered under this ticket has ended. What follows from it is scheduled, not done within this call. */
  ended(ticket: number, end: End): void;
  /** Whether somebody would still try the work again. */
  waits(ticket: number): boolean;
  /** The work stands in this row of the station now; told where a closed connection stops it. */
  stands(ticket: number, row: number): void;
}

/**
 * Values of a call's step word: 0 before the call; negative for what a closed connection stops; the end while it is on
 * its way back.
 */
export const enum Away {
  NOT_YET = 0,
  /** Added to an end so that the first is above 0. */
  ENDED = 1,
}
