import type { Call } from "../../workload/calls.js";
import type { Cause, End } from "../facts/ends.js";
import type { WorkTable } from "./row.js";

/** Who takes in work of others: the only thing that one service knows of another. */
export interface Station {
  /** What the network adds to each answer, there and back. */
  readonly latency: number;
  /** Opens a way in for a call, whose ends are told to `caller`; gives its number here, above 0. */
  wayFor(call: Call, caller: Caller): number;
  /** Lays out a row of its own for the call that comes in by `way` from a row of the caller's table, and tells what became of it, once, under `ticket`. */
  offer(from: WorkTable, row: number, way: number, ticket: number): void;
  /** The connection to a row that `stands` named is closed, since its caller ended by this cause. */
  hangUp(row: number, cause: Cause): void;
}

/** Who hands work over. */
export interface Caller {
  /** What was offered under this ticket has ended. Told as a fact: what follows from it happens later. */
  ended(ticket: number, end: End): void;
  /** Is there still somebody who would try again? */
  waits(ticket: number): boolean;
  /** The work stands in this row of the station now; told where a closed connection stops it. */
  stands(ticket: number, row: number): void;
}

/** In the step word of a call: 0 before it; the negative of what a closed connection stops; its end, when that is on its way. */
export const enum Away {
  NOT_YET = 0,
  /** Added to an end, so that the first is above 0. */
  ENDED = 1,
}
