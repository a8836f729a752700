import type { Demand } from "../../../workload/demand.js";
import type { Simulation } from "../../engine/simulation.js";
import type { Recorder } from "../../facts/recorder.js";
import { doubled, ROWS_MIN } from "../../targets/index.js";
import { Flag, Place, Row, Steps, type WorkTable } from "../../work/row.js";
import { NONE, type SessionTable } from "./session-table.js";

/** Shift from a message's row, of sixteen words, to its place in the columns here. */
const ROW_SHIFT = 4;

/** The messages that sessions wait for, of each session as a list in the order in which they came. */
export class Messages {
  readonly #simulation: Simulation;
  readonly #rows: WorkTable;
  readonly #sessions: SessionTable;
  readonly #recorder: Recorder;
  /** Recorder of the demand of each class, where demands are reported apart. */
  readonly #recorders: readonly Recorder[];
  /** By message: its session; the next columns: the session's next message, and whether it was sent. */
  #sessionOf = new Int32Array(ROWS_MIN);
  #nextOf = new Int32Array(ROWS_MIN);
  #isSent = new Uint8Array(ROWS_MIN);

  constructor(
    simulation: Simulation,
    rows: WorkTable,
    sessions: SessionTable,
    recorder: Recorder,
    recorders: readonly Recorder[],
  ) {
    this.#simulation = simulation;
    this.#rows = rows;
    this.#sessions = sessions;
    this.#recorder = recorder;
    this.#recorders = recorders;
  }

  /** The next message of a demand has come, and waits for its connection; its end is told by `way`, under its row. */
  come(session: number, demand: Demand, firstClass: number, way: number): number {
    const { now } = this.#simulation;
    const row = this.#rows.allocate();
    const { words, instants } = this.#rows;
    instants[row >> 1] = now;
    words[row + Row.TASK] = Place.ADRIFT;
    words[row + Row.ORDINAL] = demand.taken;
    words[row + Row.CURSOR] = (firstClass + demand.takeMessage(now, words, row + Row.STEPS)) << Steps.SHIFT;
    words[row + Row.FLAGS] = Flag.CALLED | (now < 0 ? Flag.OPEN : Flag.AWAITED);
    words[row + Row.BEGAN_AFTER] = 0;
    this.#rows.setCaller(row, way, row);
    if (now >= 0) this.#count(firstClass);
    this.#link(session, row);
    return row;
  }

  send(row: number): void {
    this.#isSent[row >> ROW_SHIFT] = 1;
  }

  isSent(row: number): boolean {
    return this.#isSent[row >> ROW_SHIFT] === 1;
  }

  /** A message has ended; gives the session that waited for it. */
  leave(row: number): number {
    const { first, last, awaited } = this.#sessions;
    const next = this.#nextOf[row >> ROW_SHIFT];
    const session = this.#sessionOf[row >> ROW_SHIFT];
    let before = NONE;
    if (first[session] === row) first[session] = next;
    else {
      before = first[session];
      while (this.#nextOf[before >> ROW_SHIFT] !== row) before = this.#nextOf[before >> ROW_SHIFT];
      this.#nextOf[before >> ROW_SHIFT] = next;
    }
    if (last[session] === row) last[session] = before;
    awaited[session]--;
    return session;
  }

  /** The messages that a session waits for; `visit` may end the one that it is given. */
  forEach(session: number, visit: (row: number) => void): void {
    let row = this.#sessions.first[session];
    while (row !== NONE) {
      const next = this.#nextOf[row >> ROW_SHIFT];
      visit(row);
      row = next;
    }
  }

  #link(session: number, row: number): void {
    const { first, last, awaited } = this.#sessions;
    const at = row >> ROW_SHIFT;
    while (at >= this.#sessionOf.length) this.#grow();
    this.#sessionOf[at] = session;
    this.#nextOf[at] = NONE;
    this.#isSent[at] = 0;
    if (first[session] === NONE) first[session] = row;
    else this.#nextOf[last[session] >> ROW_SHIFT] = row;
    last[session] = row;
    awaited[session]++;
  }

  #count(messageClass: number): void {
    this.#recorder.arrived++;
    if (this.#recorders.length > 0) this.#recorders[messageClass].arrived++;
  }

  #grow(): void {
    this.#sessionOf = doubled(this.#sessionOf);
    this.#nextOf = doubled(this.#nextOf);
    this.#isSent = doubled(this.#isSent);
  }
}
